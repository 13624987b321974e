import { Lambda } from '../../src/index.js';
import type { Image } from '../../src/types.js';
import type { Op } from '../op.js';

/** The plainest loop that people write; what is measured is the way into a JS function and back. */
function invert({ data, shape }: Image): Image {
  const result = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) result[i] = 255 - (data[i] as number);
  return { data: result, shape };
}

export default {
  layers: () => [new Lambda({ function: invert })],
  steps: () => [{ kind: 'affine', center: [0], scale: [-1], bias: [255] }],
  peers: ['cv2', 'numpy', 'tf'],
  result: 'float32',
} satisfies Op;
