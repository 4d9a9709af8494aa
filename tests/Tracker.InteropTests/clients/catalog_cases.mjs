// Calls the real catalog service with grpc-js. Prints a line "PASS name" or "FAIL name: why" for each case.
// usage: node catalog_cases.mjs HOST:PORT PROTO_DIRECTORY...
import assert from 'node:assert/strict';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { call, fails, runCases } from './interop.mjs';

const [target, ...includeDirs] = process.argv.slice(2);
const { CatalogService } = grpc.loadPackageDefinition(loader.loadSync(
  'tracker/catalog/v1alpha1/catalog.proto', { includeDirs, longs: String, enums: String, defaults: true })).tracker.catalog.v1alpha1;
const { status } = grpc;
const catalog = new CatalogService(target, grpc.credentials.createInsecure());
const ask = (method, request) => call(catalog, method, request, { deadline: Date.now() + 30_000 }, new grpc.Metadata());

const cases = {
  async put_get_and_replace() {
    const sent = { name: 'node/shop é 🚀', type: 'project', languages: 'typescript', owner: 'ann', sla: { level: 'low', uptimePercentage: { value: 99.5 } }, tags: ['a'] };
    const { catalog: made } = await ask('createUpdateCatalog', sent);
    assert.deepEqual([made.name, made.type, made.languages, made.sla.level, made.sla.uptimePercentage.value, made.tags], [sent.name, 'project', 'typescript', 'low', 99.5, ['a']]);
    assert.deepEqual((await ask('getCatalog', { name: sent.name })).catalog, made);
    const { catalog: replaced } = await ask('createUpdateCatalog', { name: sent.name, owner: 'bob' });
    assert.deepEqual([replaced.owner, replaced.type, replaced.sla, replaced.tags, replaced.createdAt], ['bob', 'TYPE_UNSPECIFIED', null, [], made.createdAt]);
  },
  async versions_and_compliance() {
    await ask('createUpdateCatalog', { name: 'node-image', type: 'container' });
    await ask('updateVersions', { name: 'node-image', latestVersion: '1.10.0', referenceVersion: '1.9.0' });
    await ask('createUpdateCatalog', { name: 'node-app', type: 'project', usedDeliverables: [{ name: 'node-image', versionUsed: '1.10.0' }] });
    const { projects: [project] } = await ask('getVersionCompliance', { query: 'node-app' });
    assert.deepEqual([project.compliancePercentage, project.deliverables[0].isLatest, project.deliverables[0].isOutdated], [100, true, false]);
  },
  async list_and_errors() {
    await ask('createUpdateCatalog', { name: 'node-listed', owner: 'node-list', description: 'needle in a haystack' });
    const found = await ask('listCatalogs', { query: 'needle hay' });
    assert.deepEqual([found.catalogs.map(c => c.name), found.totalCount], [['node-listed'], 1]);
    await fails(ask('createUpdateCatalog', {}), status.INVALID_ARGUMENT);
    await fails(ask('getCatalog', { name: 'node-absent' }), status.NOT_FOUND);
    await fails(ask('getVersionCompliance', { types: ['library'] }), status.INVALID_ARGUMENT);
  },
};

await runCases(cases);
catalog.close();
process.exit(0);
