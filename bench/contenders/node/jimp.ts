// jimp, pure JavaScript. Its pixels are RGBA; turning them from and into RGB is not timed.
import { makePixels } from '../../pixels.js';
import { loadPackage, PACKAGES } from '../packages.js';
import type { Job, Prepared } from './peer.js';
import { Unsupported } from './unsupported.js';

interface Picture {
  bitmap: { data: Buffer };
  clone(): Picture;
  flip(options: { horizontal: boolean; vertical: boolean }): Picture;
  resize(options: { w: number; h: number; mode: string }): Picture;
}

const { Jimp } = loadPackage('jimp') as {
  Jimp: new (bitmap: { data: Buffer; width: number; height: number }) => Picture;
};

export const versions = { jimp: PACKAGES.jimp };

/** Bytes of four channels, or of three again. */
function regroup(data: Uint8Array, from: number, to: number): Buffer {
  const result = Buffer.alloc((data.length / from) * to, 255);
  for (let i = 0; i < data.length / from; i++)
    for (let c = 0; c < Math.min(from, to); c++) result[i * to + c] = data[i * from + c] as number;
  return result;
}

export function prepare(job: Job): Prepared {
  const step = job.steps[0]?.[0];
  const [height, width, channels] = job.shape;
  if (job.dtype !== 'uint8' || job.count !== 1 || channels !== 3) throw new Unsupported('one uint8 image only');
  if (step?.kind !== 'flip' && step?.kind !== 'resize') throw new Unsupported(`no bilinear ${step?.kind}`);
  const source = new Jimp({ data: regroup(makePixels(job) as Uint8Array, 3, 4), width, height });
  let last = source;
  return {
    run() {
      // It changes the picture itself.
      const copy = source.clone();
      last =
        step.kind === 'flip'
          ? copy.flip(step)
          : copy.resize({ w: step.width, h: step.height, mode: 'bilinearInterpolation' });
    },
    result: () => new Uint8Array(regroup(last.bitmap.data, 4, 3)),
  };
}
