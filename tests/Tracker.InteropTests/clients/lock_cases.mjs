// Calls the real lock service with grpc-js. Prints a line "PASS name" or "FAIL name: why" for each case.
// usage: node lock_cases.mjs HOST:PORT PROTO_DIRECTORY...
import assert from 'node:assert/strict';
import { once } from 'node:events';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { call, fails, runCases } from './interop.mjs';

const [target, ...includeDirs] = process.argv.slice(2);
const definition = loader.loadSync('tracker/lock/v1alpha1/lock.proto', { includeDirs, longs: String, enums: String, defaults: true, oneofs: true });
const { LockService } = grpc.loadPackageDefinition(definition).tracker.lock.v1alpha1;
const locks = new LockService(target, grpc.credentials.createInsecure());
const ask = (method, request) => call(locks, method, request, { deadline: Date.now() + 30_000 });

const cases = {
  async create_conflict_unlock() {
    const { lock } = await ask('createLock', { service: 'node', who: 'ann', environment: 'prod', resource: 'deployment' });
    assert.deepEqual([lock.service, lock.who, lock.environment, lock.expiresAt], ['node', 'ann', 'production', null]);
    const { details } = await fails(ask('createLock', { service: 'node', who: 'bob', environment: 'production', resource: 'deployment' }), grpc.status.ALREADY_EXISTS);
    assert.ok(details.includes('ann') && details.includes(lock.id), details);
    assert.deepEqual(await ask('unLock', { id: lock.id }), { message: 'lock deleted', id: lock.id, count: '1' });
    await fails(ask('getLock', { id: lock.id }), grpc.status.NOT_FOUND);
  },
  async wait_by_stream() {
    const { lock: held } = await ask('createLock', { service: 'node-wait', who: 'ann' });
    const stream = locks.acquireLock({ service: 'node-wait', who: 'bob', waitSeconds: 25 });
    const [first] = await once(stream, 'data');
    assert.deepEqual([first.progress, first.waiting.ahead, first.waiting.holders.map(h => h.id)], ['waiting', 0, [held.id]]);
    await ask('unLock', { id: held.id });
    const [second] = await once(stream, 'data');
    assert.deepEqual([second.progress, second.lock.who], ['lock', 'bob']);
    assert.ok(BigInt(second.lock.token) > BigInt(held.token));
    await once(stream, 'end');
  },
};

await runCases(cases);
locks.close();
