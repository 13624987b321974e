// image-js, pure JavaScript.
import type { Step } from '../../op.js';
import { makePixels } from '../../pixels.js';
import { loadPackage, PACKAGES } from '../packages.js';
import type { Job, Prepared } from './peer.js';
import { Unsupported } from './unsupported.js';

interface Picture {
  width: number;
  height: number;
  clone(): Picture;
  flip(options: { axis: 'horizontal' | 'vertical' }): Picture;
  transform(matrix: number[][], options: object): Picture;
  getRawImage(): { data: Uint8Array };
}

const { Image } = loadPackage('image-js') as { Image: new (width: number, height: number, options: object) => Picture };

export const versions = { 'image-js': PACKAGES['image-js'] };

const BORDERS = { constant: 'constant', nearest: 'replicate', reflect: 'reflect', wrap: 'wrap' } as const;

function run(image: Picture, step: Step): Picture {
  switch (step.kind) {
    case 'flip':
      // It changes the picture itself.
      return step.horizontal ? image.clone().flip({ axis: 'horizontal' }) : image.clone();
    case 'warp': {
      const [a, b, c, d, e, f] = step.map as [number, number, number, number, number, number];
      const matrix = [
        [a, b, c],
        [d, e, f],
      ];
      return image.transform(matrix, { inverse: true, borderType: BORDERS[step.fillMode] });
    }
    case 'resize': {
      const [x, y] = [image.width / step.width, image.height / step.height];
      const matrix = [
        [x, 0, x / 2 - 0.5],
        [0, y, y / 2 - 0.5],
      ];
      const { width, height } = step;
      return image.transform(matrix, { inverse: true, borderType: 'replicate', width, height });
    }
    default:
      throw new Unsupported(`no ${step.kind}`);
  }
}

export function prepare(job: Job): Prepared {
  const [height, width] = job.shape;
  const step = job.steps[0]?.[0] as Step;
  if (job.dtype !== 'uint8' || job.count !== 1) throw new Unsupported('one uint8 image only');
  if (step.kind === 'resize' && step.antialias) throw new Unsupported('no antialiasing');
  const source = new Image(width, height, { data: makePixels(job), colorModel: 'RGB' });
  let last = source;
  return {
    run() {
      last = run(source, step);
    },
    result: () => new Uint8Array(last.getRawImage().data),
  };
}
