// What the Node clients share: calls as promises, and cases that print their outcome.
import assert from 'node:assert/strict';
import grpc from '@grpc/grpc-js';

export const call = (client, method, request, options = {}, metadata = new grpc.Metadata()) =>
  new Promise((resolve, reject) => client[method](request, metadata, options, (error, reply) => (error ? reject(error) : resolve(reply))));

export const fails = async (promise, code, details) => {
  const error = await promise.then(() => assert.fail('the call succeeded'), e => e);
  assert.equal(error.code, code, error.message);
  if (details !== undefined) assert.equal(error.details, details);
  return error;
};

export async function runCases(cases) {
  for (const [name, run] of Object.entries(cases)) {
    try {
      await run();
      console.log('PASS', name);
    } catch (error) {
      console.log('FAIL', `${name}: ${error.message}`.replaceAll('\n', ' '));
    }
  }
}
