import { ContrastLimitedAdaptiveHistogramEqualization } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new ContrastLimitedAdaptiveHistogramEqualization({ dtype: 'input' })],
  steps: () => [{ kind: 'clahe', clipLimit: 4, rows: 8, columns: 8 }],
  // OpenCV's definition is close enough to be verified; its tables are of uint8.
  peers: ['cv2'],
  result: 'input',
} satisfies Op;
