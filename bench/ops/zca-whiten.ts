import { StageLayer } from '../../src/apply-stages.js';
import type { Op } from '../op.js';

const epsilon = 1e-6;

export default {
  // image.zcaWhiten() has no layer.
  layers: () => [
    new StageLayer('image.zcaWhiten', [{ kind: 'channel_zca', params: { epsilon, probability: 1 }, dtype: 'float32' }]),
  ],
  steps: () => [{ kind: 'whiten', epsilon }],
  peers: ['cv2', 'numpy', 'tf'],
  result: 'float32',
} satisfies Op;
