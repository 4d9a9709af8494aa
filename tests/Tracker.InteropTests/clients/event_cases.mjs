// Calls the real event service with grpc-js. Prints a line "PASS name" or "FAIL name: why" for each case.
// usage: node event_cases.mjs OPEN_HOST:PORT KEYED_HOST:PORT KEY PROTO_DIRECTORY...
import assert from 'node:assert/strict';
import http2 from 'node:http2';
import { createRequire } from 'node:module';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { call, fails, runCases } from './interop.mjs';

const { GrpcReflection } = createRequire(import.meta.url)('grpc-js-reflection-client');
const [target, keyedTarget, key, ...includeDirs] = process.argv.slice(2);
const load = file => grpc.loadPackageDefinition(loader.loadSync(file, { includeDirs, longs: String, enums: String, defaults: true }));
const name = 'tracker.event.v1alpha1.EventService';
const { EventService } = load('tracker/event/v1alpha1/event.proto').tracker.event.v1alpha1;
const { Health } = load('grpc/health/v1/health.proto').grpc.health.v1;
const { status } = grpc;
const credentials = grpc.credentials.createInsecure();
const events = new EventService(target, credentials);
const keyed = new EventService(keyedTarget, credentials);
const unknownId = '01890000-0000-7000-8000-000000000000';

const metadata = entries => Object.entries(entries).reduce((m, [k, v]) => (m.set(k, v), m), new grpc.Metadata());
const ask = (method, request, headers = {}, client = events) => call(client, method, request, { deadline: Date.now() + 30_000 }, metadata(headers));
const create = async (title, attributes = {}, headers, client) =>
  (await ask('createEvent', { title, attributes: { type: 'deployment', service: 'node-shop', ...attributes } }, headers, client)).event;
const get = async id => (await ask('getEvent', { id })).event;
const titles = reply => reply.events.map(e => e.title);
const refused = async (promise, code, text) => {
  const { details } = await fails(promise, code);
  assert.ok(details.includes(text), `${details} does not name ${text}`);
};

const cases = {
  async create() {
    const attributes = {
      message: 'é 🚀', source: 'node', priority: 'P4', status: 'planned', environment: 'TNR', impact: true, owner: 'ann', notification: false,
      startDate: { seconds: '1714557600', nanos: 123456000 }, endDate: { seconds: '1714561200', nanos: 0 }, stakeHolders: ['bob'],
      notifications: ['#ops'], host: 'web-1', tags: ['blue'], version: '1.2.3',
    };
    const event = await create('From Node', attributes);
    for (const [field, value] of Object.entries(attributes)) assert.deepEqual(event.attributes[field], value, field);
    assert.deepEqual(event.changelog.map(c => [c.user, c.changeType]), [['ann', 'created']]);
    assert.deepEqual(await get(event.metadata.id), event);
  },
  async deployment_in_two_creates() {
    const first = await create('Deploy', { status: 'start', environment: 'recette' });
    const second = await create('Deploy', { status: 'success', environment: 'recette', relatedId: first.metadata.id });
    const micros = t => BigInt(t.seconds) * 1_000_000n + BigInt(t.nanos / 1000);
    assert.equal(micros(second.metadata.duration), micros(second.metadata.createdAt) - micros(first.metadata.createdAt));
    assert.equal(second.attributes.relatedId, first.metadata.id);
  },
  async update() {
    const { metadata: { id } } = await create('Update', { status: 'start', impact: true, message: 'kept', environment: 'integration' });
    const { event } = await ask('updateEvent', { id, attributes: { status: 'failure', impact: false } });
    assert.deepEqual([event.title, event.attributes.status, event.attributes.impact, event.attributes.message], ['Update', 'failure', false, 'kept']);
    assert.ok(event.metadata.duration);
    const masked = await ask('updateEvent', { id, attributes: { owner: 'not meant' }, updateMask: { paths: ['attributes.message'] } });
    assert.deepEqual([masked.event.attributes.message, masked.event.attributes.owner], ['', '']);
    assert.deepEqual(masked.event.changelog.filter(c => c.field !== 'lock').map(c => [c.field, c.changeType, c.oldValue, c.newValue]).slice(1).sort(), [
      ['impact', 'updated', 'true', 'false'], ['message', 'updated', 'kept', ''], ['status', 'status_changed', 'start', 'failure'],
    ]);
    assert.deepEqual(await get(id), masked.event);
  },
  async search() {
    for (const [i, type] of ['drift', 'incident', 'drift'].entries())
      await create(`n${i}`, { service: 'node-find', type, impact: i === 0, startDate: { seconds: String(1000 + i) } });
    assert.deepEqual(titles(await ask('searchEvents', { service: 'node-find' })), ['n2', 'n1', 'n0']);
    assert.deepEqual(titles(await ask('searchEvents', { service: 'node-find', types: ['drift'] })), ['n2', 'n0']);
    assert.deepEqual(titles(await ask('searchEvents', { service: 'node-find', impact: false })), ['n2', 'n1']);
    assert.deepEqual(titles(await ask('searchEvents', { service: 'node-find', startDate: '1970-01-01T00:16:41Z', endDate: '1970-01-01T00:16:41Z' })), ['n1']);
    const second = await ask('searchEvents', { service: 'node-find', perPage: { value: 2 }, page: { value: 2 } });
    assert.deepEqual([titles(second), second.totalCount], [['n0'], 3]);
  },
  async errors() {
    await refused(ask('createEvent', { title: 't' }), status.INVALID_ARGUMENT, 'attributes.type');
    await refused(create('t'.repeat(501)), status.INVALID_ARGUMENT, 'title');
    await refused(create('t', { relatedId: unknownId }), status.NOT_FOUND, 'attributes.related_id');
    await refused(ask('getEvent', { id: unknownId }), status.NOT_FOUND, unknownId);
    await refused(ask('updateEvent', { id: unknownId, title: 't' }), status.NOT_FOUND, unknownId);
    await refused(ask('searchEvents', { endDate: 'tomorrow' }), status.INVALID_ARGUMENT, 'end_date');
    await refused(ask('todayEvents', { tz: 'Mars/Olympus' }), status.INVALID_ARGUMENT, 'tz');
  },
  async idempotency_key() {
    const once = { 'idempotency-key': 'node-1' };
    const first = await create('Once', {}, once);
    assert.deepEqual(await create('Once', {}, once), first);
    await refused(create('Another', {}, once), status.FAILED_PRECONDITION, 'Idempotency-Key');
  },
  async api_key() {
    await refused(create('No key', {}, {}, keyed), status.UNAUTHENTICATED, 'API key');
    await fails(create('Wrong key', {}, { 'x-api-key': `${key}x` }, keyed), status.UNAUTHENTICATED);
    for (const headers of [{ 'x-api-key': key }, { authorization: `Bearer ${key}` }])
      assert.equal((await create('Right key', {}, headers, keyed)).changelog[0].user, 'API_KEY');
  },
  async health() {
    for (const address of [target, keyedTarget]) {
      const health = new Health(address, credentials);
      for (const service of ['', name]) assert.equal((await call(health, 'check', { service })).status, 'SERVING');
      health.close();
    }
  },
  async expired_deadline_stores_nothing() {
    const message = EventService.service.CreateEvent.requestSerialize({ title: 'Late', attributes: { type: 'drift', service: 'node-late' } });
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    const session = http2.connect(`http://${target}`);
    const reply = await new Promise((resolve, reject) => {
      const headers = { ':method': 'POST', ':path': `/${name}/CreateEvent`, 'content-type': 'application/grpc', te: 'trailers', 'grpc-timeout': '0n' };
      session.request(headers).on('response', resolve).on('error', reject).resume().end(Buffer.concat([prefix, message]));
    });
    session.close();
    assert.equal(reply['grpc-status'], String(status.DEADLINE_EXCEEDED));
    assert.equal((await ask('searchEvents', { service: 'node-late' })).totalCount, 0);
  },
  reflection_client_v1: () => reflected('v1'),
  reflection_client_v1alpha: () => reflected('v1alpha'),
};

async function reflected(version) {
  const reflection = new GrpcReflection(target, credentials, undefined, version);
  assert.ok((await reflection.listServices()).includes(name));
  assert.equal((await reflection.listMethods(name)).length, 12);
  const descriptor = await reflection.getDescriptorBySymbol(name);
  const Dynamic = descriptor.getPackageObject({ keepCase: true, enums: String }).tracker.event.v1alpha1.EventService;
  const client = new Dynamic(target, credentials);
  const { event } = await call(client, 'CreateEvent', { title: version, attributes: { type: 'rpa_usage', service: 'node-reflected' } });
  assert.deepEqual([event.title, event.attributes.type], [version, 'rpa_usage']);
  client.close();
}

await runCases(cases);
events.close();
keyed.close();
process.exit(0);
