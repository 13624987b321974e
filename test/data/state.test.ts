// Leaving an iteration and going on elsewhere, with a double in place of the engine.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DatasetState } from '../../src/data/state.js';
import { COUNT, indicesOf, open, sorted, upTo } from '../support/double-dataset.js';
import { epochOf } from '../support/epoch-of.js';
import { failureOf } from '../support/failure-of.js';

test('a state goes on where it was taken, with another batch size', async () => {
  const whole = indicesOf(await epochOf(await open()));
  const data = await open();
  let state: DatasetState | undefined;
  for await (const _ of data) {
    state = data.state();
    break;
  }
  assert.is(state?.position, 4);
  const stored = JSON.stringify(state);
  assert.ok(stored.length < 1024);
  const other = await open({ batchSize: 3 });
  other.resume(JSON.parse(stored));
  const rest = await epochOf(other);
  assert.equal(indicesOf(rest), whole.slice(4));
  assert.equal(
    rest.map(({ indices }) => indices.length),
    [3, 3, 1],
  );
  assert.equal([other.state().epoch, other.state().position], [1, 0]);
  assert.is((await epochOf(other))[0]?.epoch, 1);
});

test('a state of shards in step resumes with another number of shards', async () => {
  const whole = indicesOf(await epochOf(await open()));
  const two = [0, 1].map(async (index) => {
    const shard = (await open({ batchSize: 3 })).shard(2, index);
    for await (const { indices } of shard) return { state: shard.state(), indices };
    throw new Error('no batch');
  });
  const [a, b] = await Promise.all(two);
  assert.equal(a?.state, b?.state);
  const one = await open();
  one.resume(a?.state as DatasetState);
  const seen = [...(a?.indices ?? []), ...(b?.indices ?? []), ...indicesOf(await epochOf(one))];
  assert.equal(sorted(seen), upTo(COUNT));
  assert.equal(seen.slice(6), whole.slice(6));
});

test('resume wins over an iteration that is still running', async () => {
  const data = await open();
  const start = data.state();
  const running = data[Symbol.asyncIterator]();
  await running.next();
  data.resume({ ...start, position: 8 });
  await running.next();
  assert.is(data.state().position, 8);
  assert.is(indicesOf(await epochOf(data)).length, 3);
  await running.return();
});

test('a state of another data set is refused with every field that differs', async () => {
  const data = await open();
  const state = data.state();
  const foreign = (await open({ seed: 1, shuffle: false })).state();
  await failureOf(() => data.resume(foreign), 'E_STATE', 'seed is 1', 'fingerprint');
  await failureOf(() => data.resume({ ...state, version: 9 }), 'E_STATE', 'version is 9 where this data set has 1');
  await failureOf(() => data.resume({ ...state, position: 12 }), 'E_STATE', 'position is 12', '0..11');
  await failureOf(() => data.resume({ ...state, epoch: -1 }), 'E_STATE', 'epoch is -1');
  await failureOf(() => data.resume(null as unknown as DatasetState), 'E_STATE', 'received null');
  assert.is((await epochOf(data))[0]?.epoch, 0);
});

test.run();
