// A little smaller, as before training: no antialiasing is needed.
import { Resizing } from '../../src/index.js';
import type { Op } from '../op.js';

const NODE = ['jimp', 'image-js', 'tfjs-cpu', 'tfjs-wasm', 'tfjs-node'];
const SIZE = { height: 224, width: 224 } as const;

export default {
  layers: () => [new Resizing(SIZE)],
  steps: () => [{ kind: 'resize', ...SIZE }],
  cases: [
    { shape: [256, 256, 3], dtype: 'uint8', count: 1 },
    { shape: [512, 512, 3], dtype: 'uint8', count: 1 },
    { shape: [256, 256, 3], dtype: 'float32', count: 1 },
  ],
  peers: ['cv2', 'torch', 'tf', ...NODE],
  result: 'input',
  peerSteps: { jimp: () => [[{ kind: 'resize', ...SIZE, fromCorners: true }]] },
} satisfies Op;
