// Calls the kitchen server with grpc-js. Prints a line "PASS name" or "FAIL name: why" for each case.
// usage: node rpc_cases.mjs HOST:PORT PROTO_DIRECTORY...
import assert from 'node:assert/strict';
import http2 from 'node:http2';
import { createRequire } from 'node:module';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { call, fails, runCases } from './interop.mjs';

const { GrpcReflection } = createRequire(import.meta.url)('grpc-js-reflection-client');
const [target, ...includeDirs] = process.argv.slice(2);
const definition = loader.loadSync('kitchen/v1/kitchen.proto', { includeDirs, longs: String, enums: String, defaults: true });
const healthDefinition = loader.loadSync('grpc/health/v1/health.proto', { includeDirs, enums: String });
const Kitchen = grpc.loadPackageDefinition(definition).kitchen.v1.KitchenService;
const Health = grpc.loadPackageDefinition(healthDefinition).grpc.health.v1.Health;
const credentials = grpc.credentials.createInsecure();
const kitchen = new Kitchen(target, credentials, { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });

const ask = (method, request, options, metadata) => call(kitchen, method, request, options, metadata);
const collect = stream => new Promise((resolve, reject) => {
  const messages = [];
  stream.on('data', m => messages.push(m)).on('end', () => resolve(messages)).on('error', e => reject(Object.assign(e, { messages })));
});
const cancelled = async () => (await collect(kitchen.count({ count: 1 })))[0].cancelled;
const risesAbove = async before => {
  for (const end = Date.now() + 10_000; (await cancelled()) <= before;) {
    assert.ok(Date.now() < end, 'the server did not notice');
    await new Promise(r => setTimeout(r, 20));
  }
};

const cases = {
  async unary_call() {
    const reply = await ask('echo', { stringField: 'é', labels: { a: 'b' }, int64Field: '1152921504606846976' });
    assert.equal(reply.stringField, 'é');
    assert.equal(reply.int64Field, '1152921504606846976');
    assert.deepEqual(reply.labels, { a: 'b' });
  },
  async status_and_text() {
    await fails(ask('fail', { code: 5, text: 'bad: 100% ünïcode\n' }), grpc.status.NOT_FOUND, 'bad: 100% ünïcode\n');
  },
  async every_status() {
    for (const code of Object.values(grpc.status).filter(c => typeof c === 'number' && c > 0)) await fails(ask('fail', { code, text: 't' }), code, 't');
  },
  async unknown_method() {
    const client = new grpc.Client(target, credentials);
    const raw = x => x;
    await fails(new Promise((y, n) => client.makeUnaryRequest('/a.B/C', raw, raw, Buffer.alloc(0), (e, r) => (e ? n(e) : y(r)))), grpc.status.UNIMPLEMENTED);
    client.close();
  },
  async deadline() {
    await fails(ask('sleep', { milliseconds: 10_000 }, { deadline: Date.now() + 200 }), grpc.status.DEADLINE_EXCEEDED);
  },
  async four_megabytes() {
    assert.equal((await ask('echo', { bytesField: Buffer.alloc(4_000_000) })).bytesField.length, 4_000_000);
  },
  async too_large_message() {
    await fails(ask('echo', { bytesField: Buffer.alloc(5_000_000) }), grpc.status.RESOURCE_EXHAUSTED);
  },
  async limits() {
    await fails(ask('echo', { strings: ['x'.repeat(101)] }), grpc.status.INVALID_ARGUMENT, 'strings[0] may have at most 100 characters.');
  },
  async server_stream() {
    assert.deepEqual((await collect(kitchen.count({ count: 200 }))).map(m => Number(m.number)), [...Array(200).keys()]);
  },
  async server_stream_that_fails() {
    const error = await fails(collect(kitchen.count({ count: 3, fail: true })), grpc.status.DATA_LOSS, 'Nothing left.');
    assert.equal(error.messages.length, 3);
  },
  async large_stream_under_flow_control() {
    const messages = await collect(kitchen.count({ count: 50, padding: 500_000 }));
    assert.equal(messages.reduce((n, m) => n + m.padding.length, 0), 25_000_000);
  },
  async cancel_stream() {
    const before = await cancelled();
    const stream = kitchen.count({ count: 10_000, pauseMilliseconds: 20 });
    stream.once('data', () => stream.cancel());
    await fails(collect(stream), grpc.status.CANCELLED);
    await risesAbove(before);
  },
  async cancel_unary() {
    const before = await cancelled();
    const pending = kitchen.sleep({ milliseconds: 60_000 }, () => {});
    await new Promise(r => setTimeout(r, 200));
    pending.cancel();
    await risesAbove(before);
  },
  async client_stream() {
    const reply = await new Promise((resolve, reject) => {
      const stream = kitchen.sum((error, sum) => (error ? reject(error) : resolve(sum)));
      for (let i = 0; i < 1000; i++) stream.write({ number: i });
      stream.end();
    });
    assert.equal(reply.number, '499500');
  },
  async ping_pong() {
    const seen = await new Promise((resolve, reject) => {
      let n = 0;
      const stream = kitchen.chat();
      stream.on('data', () => (++n < 50 ? stream.write({ int32Field: n }) : stream.end())).on('end', () => resolve(n)).on('error', reject);
      stream.write({ int32Field: 0 });
    });
    assert.equal(seen, 50);
  },
  async gzip() {
    const zipped = new Kitchen(target, credentials, { 'grpc.default_compression_algorithm': 2 });
    const strings = Array(40).fill('z'.repeat(100));
    assert.deepEqual((await call(zipped, 'echo', { strings })).strings, strings);
    zipped.close();
  },
  async metadata() {
    const metadata = new grpc.Metadata();
    metadata.set('idempotency-key', 'key-1');
    const reply = await ask('context', {}, {}, metadata);
    assert.equal(reply.idempotencyKey, 'key-1');
    assert.match(reply.userAgent, /grpc-node-js/);
  },
  async thousand_at_once() {
    const replies = await Promise.all([...Array(1000).keys()].map(i => ask('echo', { int32Field: i })));
    assert.ok(replies.every((r, i) => r.int32Field === i));
  },
  async health() {
    const health = new Health(target, credentials);
    assert.equal((await call(health, 'check', {})).status, 'SERVING');
    await fails(call(health, 'check', { service: 'nobody' }), grpc.status.NOT_FOUND);
    health.close();
  },
  async trailers_only_refusals_of_raw_http2() {
    const session = http2.connect(`http://${target}`);
    const reply = await new Promise((resolve, reject) => {
      const stream = session.request({ ':method': 'POST', ':path': '/no.Such/Method', 'content-type': 'application/grpc', te: 'trailers' });
      stream.on('response', resolve).on('error', reject).resume().end();
    });
    assert.equal(reply[':status'], 200);
    assert.equal(reply['grpc-status'], '12');
    session.close();
  },
  reflection_client_v1: () => reflected('v1'),
  reflection_client_v1alpha: () => reflected('v1alpha'),
};

async function reflected(version) {
  const reflection = new GrpcReflection(target, credentials, undefined, version);
  assert.deepEqual(await reflection.listServices(), ['kitchen.v1.KitchenService', 'grpc.health.v1.Health', 'grpc.reflection.v1.ServerReflection']);
  const methods = await reflection.listMethods('kitchen.v1.KitchenService');
  assert.equal(methods.length, 9);
  const descriptor = await reflection.getDescriptorBySymbol('kitchen.v1.KitchenService');
  const Dynamic = descriptor.getPackageObject({ keepCase: true }).kitchen.v1.KitchenService;
  const client = new Dynamic(target, credentials);
  assert.equal((await call(client, 'Echo', { string_field: 'dynamic' })).string_field, 'dynamic');
  client.close();
}

await runCases(cases);
kitchen.close();
process.exit(0);
