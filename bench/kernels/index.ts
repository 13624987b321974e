// tfjs-node's kernels against ours, interleaved.
//   npm run bench:kernels -- [--quick] [part of a name]
// "times ours" is tfjs-node's time over ours, round by round; above 1 ours is faster. "differs" is the largest
// difference of a value; an installed kernel of the same name must have 0.
import { parseArgs } from 'node:util';
import type * as tf from '@tensorflow/tfjs-node';
import { capabilities } from '../../src/index.js';
import type { Contender } from '../contenders/contender.js';
import { measure, QUICK, THOROUGH } from '../measure.js';
import { allContests, type Contest } from './contests.js';

const { values: options, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});

function contender(name: string, call: () => tf.Tensor, count: number): Contender {
  return {
    name,
    async time(calls) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < calls; i++) call().dispose();
      return Number(process.hrtime.bigint() - start) / calls / count;
    },
    async result() {
      const out = call();
      const values = out.dataSync().slice();
      out.dispose();
      return values;
    },
    async close() {},
  };
}

async function largestDifference(a: Contender, b: Contender): Promise<number> {
  const [left, right] = [await a.result(0), await b.result(0)];
  let largest = left.length === right.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < left.length; i++)
    largest = Math.max(largest, Math.abs((left[i] as number) - (right[i] as number)));
  return largest;
}

const row = (cells: readonly string[]) =>
  cells.map((cell, i) => (i === 0 ? cell.padEnd(58) : cell.padStart(14))).join('');
const digits = (value: number) => (value === 0 ? '0' : value.toPrecision(3));

async function compare({ name, count, ours, theirs }: Contest): Promise<void> {
  const pair = [contender('ours', ours, count), contender('tfjs-node', theirs, count)] as const;
  const difference = await largestDifference(...pair);
  const [mine, other] = await measure(pair, count, options.quick ? QUICK : THOROUGH);
  if (!mine || !other) return;
  const { median, min, max } = other.ratio;
  const cells = [mine.medianUs, other.medianUs, median].map(digits);
  console.log(row([name, ...cells, `${digits(min)}..${digits(max)}`, digits(difference)]));
}

console.log(`Node ${process.versions.node}; ${JSON.stringify(capabilities().tfjs)}; ${capabilities().target}\n`);
console.log(row(['kernel', 'us/image', 'tfjs-node', 'times ours', 'spread', 'differs']));
const filter = positionals.join(' ').toLowerCase();
for (const contest of allContests()) {
  if (contest.name.toLowerCase().includes(filter)) await compare(contest);
}
