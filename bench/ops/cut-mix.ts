import { CutMix } from '../../src/index.js';
import type { Op } from '../op.js';
import { partners } from './partners.js';

export default {
  layers: () => [new CutMix()],
  steps: ({ weight = 1, left = 0, top = 0 }, [height, width], place) => {
    const ratio = Math.sqrt(1 - weight);
    const [y0, x0] = [top * (height - ratio * height), left * (width - ratio * width)];
    const [firstRow, firstColumn] = [Math.ceil(y0), Math.ceil(x0)];
    return [
      {
        kind: 'paste',
        partner: partners(place, 1)[0] as number,
        top: firstRow,
        left: firstColumn,
        height: Math.ceil(y0 + ratio * height) - firstRow,
        width: Math.ceil(x0 + ratio * width) - firstColumn,
        fromTop: firstRow,
        fromLeft: firstColumn,
      },
    ];
  },
  needsBatch: true,
  peers: ['numpy'],
  result: 'input',
} satisfies Op;
