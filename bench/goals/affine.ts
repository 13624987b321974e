// One affine map of whole images, zeros outside: what every library has.
import type { Op, Step } from '../op.js';
import { ONE } from './cases.js';
import { turnLayers, turnStep } from './turn.js';

const NODE = ['sharp', 'image-js', 'tfjs-cpu', 'tfjs-wasm', 'tfjs-node'];
const DEGREES = 20;

export default {
  layers: () => turnLayers(DEGREES, 'constant'),
  steps: (_, shape) => [turnStep(DEGREES, 'constant', shape)],
  cases: ONE,
  peers: ['cv2', 'pillow', 'torch', 'torchvision', 'tf', 'scipy', 'skimage', ...NODE],
  result: 'input',
  peerSteps: { pillow: (_values, _index, shape) => [[{ ...turnStep(DEGREES, 'constant', shape), cut: 0.5 } as Step]] },
} satisfies Op;
