// One fit of ours in a process of its own, whose peak of memory is its own too: reads a task in JSON from its first argument
// and prints what it found.
import { writeFileSync } from 'node:fs';
import { configure, ImagePipeline, ZCAWhitening } from '../../src/index.js';
import type { ImageShape } from '../../src/types.js';
import { pinToCpu } from '../machine.js';
import { median } from '../measure.js';
import { makeNatural } from './images.js';

export interface FitTask {
  count: number;
  shape: ImageShape;
  threads: number;
  epsilon: number;
  /** Images that are whitened at a time. */
  batch: number;
  repeats: number;
  /** Where the first batch of results goes, as float32. */
  results?: string;
}

export interface FitFound {
  seconds: number;
  /** Highest resident memory of the process, and what it was before the fit, images and all. */
  peakBytes: number;
  startBytes: number;
  imagesPerSecond: number;
  gflops: number;
}

async function run({ count, shape, threads, epsilon, batch, repeats, results }: FitTask): Promise<FitFound> {
  if (threads === 1) pinToCpu(process.pid);
  configure({ threads });
  const data = makeNatural(count, shape);
  const layer = new ZCAWhitening({ epsilon });
  const startBytes = process.memoryUsage().rss;
  const start = performance.now();
  await new ImagePipeline([layer]).adapt({ data, shape: [count, ...shape] });
  const seconds = (performance.now() - start) / 1000;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const features = shape[0] * shape[1] * shape[2];
  const images = { data: data.subarray(0, batch * features), shape: [batch, ...shape] as const };
  const out = await layer.apply(images);
  if (results !== undefined) writeFileSync(results, out.data);
  const times: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const before = performance.now();
    await layer.apply(images, { out });
    times.push((performance.now() - before) / 1000);
  }
  const imagesPerSecond = batch / median(times);
  return { seconds, peakBytes, startBytes, imagesPerSecond, gflops: (imagesPerSecond * 2 * features ** 2) / 1e9 };
}

console.log(JSON.stringify(await run(JSON.parse(process.argv[2] as string) as FitTask)));
