import { RandomResizedCrop } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: ([height, width]) => [new RandomResizedCrop({ height: height * 0.75, width: width * 0.75, dtype: 'input' })],
  steps: ({ top = 0, left = 0, height: rows = 0, width: columns = 0 }, [height, width]) => [
    { kind: 'crop', top, left, height: rows, width: columns },
    { kind: 'resize', height: height * 0.75, width: width * 0.75 },
  ],
  // TensorFlow wants windows of one size in a batch.
  peers: ['cv2'],
  result: 'input',
} satisfies Op;
