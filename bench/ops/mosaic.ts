import { Mosaic } from '../../src/index.js';
import type { Op } from '../op.js';
import { partners } from './partners.js';

export default {
  layers: () => [new Mosaic()],
  steps: ({ centerX = 0, centerY = 0 }, [height, width], place) => {
    const [right = 0, below = 0, both = 0] = partners(place, 3);
    const x = Math.round((2 * centerX - 0.5) * width);
    const y = Math.round((2 * centerY - 0.5) * height);
    const above = { top: 0, height: y, fromTop: height - y };
    const beneath = { top: y, height: height - y, fromTop: 0 };
    const onLeft = { left: 0, width: x, fromLeft: width - x };
    const onRight = { left: x, width: width - x, fromLeft: 0 };
    return [
      { kind: 'paste', partner: place.index, ...above, ...onLeft },
      { kind: 'paste', partner: right, ...above, ...onRight },
      { kind: 'paste', partner: below, ...beneath, ...onLeft },
      { kind: 'paste', partner: both, ...beneath, ...onRight },
    ];
  },
  needsBatch: true,
  peers: ['numpy'],
  result: 'input',
} satisfies Op;
