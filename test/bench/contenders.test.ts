// Nobody is timed who has not shown the right pixels, and who cannot do something says so.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Contender } from '../../bench/contenders/contender.js';
import { Peers } from '../../bench/contenders/peers.js';
import { makeTask } from '../../bench/contenders/task.js';
import type { Trial } from '../../bench/trials.js';
import { verify } from '../../bench/verify.js';

const peers = new Peers();
const trial = (op: Trial['op'], dtype: 'uint8' | 'float32'): Trial => ({
  op,
  case: { shape: [24, 32, 3], dtype, count: 2 },
});

async function open(name: string, about: Trial): Promise<Contender> {
  const opened = await peers.open({ name, threads: 1, how: 'applySync' }, await makeTask(about));
  if ('reason' in opened) throw new Error(opened.reason);
  return opened;
}

test('this library is right and takes time, in a process of its own', async () => {
  const about = trial('affine', 'uint8');
  const ours = await open('ours', about);
  const verdict = await verify(ours, await makeTask(about));
  assert.ok(verdict.verified && verdict.maxError <= 0.51 && verdict.values === 24 * 32 * 3);
  assert.ok((await ours.time(3)) > 0);
  assert.ok(Number.isFinite(await ours.allocations?.()));
  await ours.close();
});

test('whoever returns the input is found out, and so is a NaN or a picture of another size', async () => {
  const task = await makeTask(trial('affine', 'float32'));
  const size = 24 * 32 * 3;
  const right = await open('ours', task.trial);
  const fake = (result: Contender['result']): Contender => ({ ...right, result });
  const verified = async (contender: Contender) => (await verify(contender, task)).verified;
  assert.is(await verified(right), true);
  assert.is(await verified(fake(async (i) => task.pixels.slice(i * size, (i + 1) * size))), false);
  assert.is(await verified(fake(async (i) => Float32Array.from(await right.result(i)).fill(Number.NaN, 7, 8))), false);
  assert.is(await verified(fake(async () => new Float32Array(size - 3))), false);
});

test('tfjs-node says that it has no affine map, and flips', async () => {
  const found = await peers.open({ name: 'tfjs-node', threads: 1 }, await makeTask(trial('affine', 'float32')));
  assert.equal(found, { name: 'tfjs-node', reason: 'no affine map' });
  const about = trial('flip', 'float32');
  assert.ok((await verify(await open('tfjs-node', about), await makeTask(about))).verified);
});

test.after(() => peers.end());
test.run();
