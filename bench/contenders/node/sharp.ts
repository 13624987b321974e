// sharp, from raw pixels to raw pixels: libvips has no other way in and out of JavaScript.
import sharp, { type Sharp } from 'sharp';
import type { Step } from '../../op.js';
import { makePixels } from '../../pixels.js';
import type { Job, Prepared } from './peer.js';
import { Unsupported } from './unsupported.js';

export const versions = { sharp: sharp.versions.sharp, libvips: sharp.versions.vips };

function chain(image: Sharp, step: Step): Sharp {
  switch (step.kind) {
    case 'flip':
      return step.horizontal ? image.flop() : image;
    case 'resize':
      return image.resize({ width: step.width, height: step.height, fit: 'fill', kernel: 'linear' });
    default:
      // Its affine() makes the canvas larger, which is another trial.
      throw new Unsupported(`no ${step.kind}`);
  }
}

export function prepare(job: Job): Prepared {
  const [height, width, channels] = job.shape;
  if (job.dtype !== 'uint8') throw new Unsupported('uint8 only');
  sharp.concurrency(job.threads);
  sharp.cache(false);
  const pixels = makePixels(job);
  const size = height * width * channels;
  const images = job.steps.map((_, i) => pixels.subarray(i * size, (i + 1) * size) as Uint8Array);
  const raw = { width, height, channels: channels as 1 | 2 | 3 | 4 };
  const one = (image: Uint8Array, steps: readonly Step[]) =>
    steps.reduce(chain, sharp(image, { raw })).raw().toBuffer();
  // Finds out here what is not supported.
  for (const step of job.steps[0] ?? []) chain(sharp(images[0] as Uint8Array, { raw }), step);
  let results: Buffer[] = [];
  return {
    run: async () => {
      results = [];
      for (const [i, image] of images.entries()) results.push(await one(image, job.steps[i] ?? []));
    },
    result: (index) => new Uint8Array(results[index] as Buffer),
  };
}
