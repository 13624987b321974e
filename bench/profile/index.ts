// Where the time of the fused pipeline goes: keras-chain on 64 images of 224x224x3, cut off behind each of its steps.
//   tsx bench/profile/index.ts
// Times are CPU time of one thread, the least of several rounds, which other work on the machine disturbs little.
import { type Image, type ImageBatch, ImagePipeline, type Layer, Rescaling } from '../../src/index.js';
import chain from '../goals/keras-chain.js';
import { makePixels } from '../pixels.js';

const COUNT = 64;
const SIDE = 224;
const TINY = 8;
const ROUNDS = 15;
const KEY = { epoch: 0, firstIndex: 0 } as const;

function batchOf(side: number): ImageBatch {
  const shape = [side, side, 3] as const;
  return { data: makePixels({ shape, dtype: 'uint8', count: COUNT }), shape: [COUNT, ...shape] };
}

/** Microseconds of CPU an image. */
function measure(layers: readonly Layer[], images: ImageBatch): number {
  const pipeline = new ImagePipeline(layers, { seed: 42 });
  const out = pipeline.applySync<Image | ImageBatch>(images, KEY);
  const options = { ...KEY, out };
  const calls = images.shape[1] === TINY ? 50 : 1;
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    for (let call = 0; call < calls; call++) pipeline.applySync(images, options);
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / calls / COUNT);
  }
  return least;
}

const images = batchOf(SIDE);
const layers = chain.layers();
const upTo = (count: number) => measure(layers.slice(0, count), images);
const [geometric, contrast, brightness] = [5, 6, 7].map(upTo) as [number, number, number];
const all = measure(layers, images);
const fixed = measure(layers, batchOf(TINY));

const rows: [string, number][] = [
  ['drawing, planning and tables: all of it on images of 8x8', fixed],
  ['flip, rotation, zoom, translation and shear in one warp, stored as uint8', geometric - fixed],
  ['contrast: float32 instead of uint8, the mean, a second pass', contrast - geometric],
  ['brightness', brightness - contrast],
  ['normalization', all - brightness],
  ['all', all],
  ['for comparison: read uint8, scale, store float32', measure([new Rescaling({ scale: 1 / 255 })], images)],
];
console.log(`us of CPU an image, ${COUNT} images of ${SIDE}x${SIDE}x3\n`);
for (const [what, us] of rows) console.log(`${us.toFixed(1).padStart(8)}  ${what}`);
