// Timing in rounds A B C A B C, so that a slow minute of the machine hits everybody. Ratios are taken round by round.
import type { Contender } from './contenders/contender.js';

export interface Effort {
  rounds: number;
  /** What one sample of one contender should at least take. */
  sampleMs: number;
  /** After this no further round starts, once there are three. */
  budgetMs: number;
}

export const THOROUGH: Effort = { rounds: 11, sampleMs: 20, budgetMs: 15000 };
export const QUICK: Effort = { rounds: 3, sampleMs: 4, budgetMs: 1500 };
const MIN_ROUNDS = 3;
const WARM_MS = 100;

export interface Timing {
  medianUs: number;
  minUs: number;
  /** This contender's time over the first one's, per round. */
  ratio: { median: number; min: number; max: number };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** How many calls make a sample long enough. First calls warm up, and some more: compilers look on for a while. */
async function calibrate(contender: Contender, count: number, sampleMs: number): Promise<number> {
  await contender.time(1);
  const callNs = (await contender.time(1)) * count;
  const calls = Math.max(1, Math.ceil((sampleMs * 1e6) / callNs));
  const start = performance.now();
  let warmNs = callNs;
  do warmNs = (await contender.time(calls)) * count;
  while (performance.now() - start < WARM_MS);
  return Math.max(1, Math.ceil((sampleMs * 1e6) / warmNs));
}

export async function measure(contenders: readonly Contender[], count: number, effort: Effort): Promise<Timing[]> {
  const calls: number[] = [];
  for (const contender of contenders) calls.push(await calibrate(contender, count, effort.sampleMs));
  const samples: number[][] = contenders.map(() => []);
  const start = performance.now();
  for (let round = 0; round < effort.rounds; round++) {
    if (round >= MIN_ROUNDS && performance.now() - start > effort.budgetMs) break;
    // Somebody else goes first in every round: who follows the slowest finds the caches full of its data.
    for (let turn = 0; turn < contenders.length; turn++) {
      const i = (round + turn) % contenders.length;
      const contender = contenders[i] as Contender;
      // Left out: it finds caches and page tables as the others have left them.
      await contender.time(1);
      samples[i]?.push((await contender.time(calls[i] as number)) / 1000);
    }
  }
  const first = samples[0] as number[];
  return samples.map((each) => {
    const ratios = each.map((us, round) => us / (first[round] as number));
    return {
      medianUs: median(each),
      minUs: Math.min(...each),
      ratio: { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
    };
  });
}
