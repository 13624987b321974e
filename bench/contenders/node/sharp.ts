// sharp, from raw pixels to raw pixels: libvips has no other way in and out of JavaScript.
import sharp, { type OutputInfo, type Sharp } from 'sharp';
import type { ImageShape } from '../../../src/types.js';
import type { Step } from '../../op.js';
import { makePixels } from '../../pixels.js';
import type { Job, Prepared } from './peer.js';
import { canvasOf, cut } from './sharp-affine.js';
import { Unsupported } from './unsupported.js';

export const versions = { sharp: sharp.versions.sharp, libvips: sharp.versions.vips };

function run(image: Sharp, step: Step, shape: ImageShape): Sharp {
  switch (step.kind) {
    case 'flip':
      return step.horizontal ? image.flop() : image;
    case 'resize':
      return image.resize({ width: step.width, height: step.height, fit: 'fill', kernel: 'linear' });
    case 'warp': {
      const { matrix, odx, ody } = canvasOf(step, shape);
      return image.affine(matrix, { interpolator: 'bilinear', background: '#000', odx, ody });
    }
    default:
      throw new Unsupported(`no ${step.kind}`);
  }
}

export function prepare(job: Job): Prepared {
  const [height, width, channels] = job.shape;
  const step = job.steps[0]?.[0] as Step;
  if (job.dtype !== 'uint8' || job.count !== 1) throw new Unsupported('one uint8 image only');
  sharp.concurrency(job.threads);
  sharp.cache(false);
  const pixels = makePixels(job) as Uint8Array;
  const raw = { width, height, channels: channels as 1 | 2 | 3 | 4 };
  let last: { data: Buffer; info: OutputInfo };
  return {
    async run() {
      last = await run(sharp(pixels, { raw }), step, job.shape).raw().toBuffer({ resolveWithObject: true });
    },
    result() {
      const data = new Uint8Array(last.data);
      return step.kind === 'warp' ? cut(data, last.info.width, canvasOf(step, job.shape), job.shape) : data;
    },
  };
}
