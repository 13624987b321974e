// tf.image.flipLeftRight in place of tfjs-node's, which is TensorFlow's ReverseV2.
import { replacement } from '../replace.js';

const STAGE = {
  kind: 'flip',
  params: { random: false, horizontal: true, vertical: false, independent: false },
  dtype: 'input',
} as const;

/** Numbers of the stage: flip columns, keep rows. */
const FLIP = [1, 0];

export const flipLeftRight = replacement('FlipLeftRight', 'image', (shape) => ({
  stage: STAGE,
  numbers: FLIP,
  outputShape: shape,
}));
