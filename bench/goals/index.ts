// Trials that are not about one layer: what the goals of docs/performance.md need besides bench/ops/.
import type { Op } from '../op.js';
import affine from './affine.js';
import affineAngles from './affine-angles.js';
import affineBorders from './affine-borders.js';
import call from './call.js';
import copy from './copy.js';
import flip from './flip.js';
import folder from './folder.js';
import kerasChain from './keras-chain.js';
import resize from './resize.js';
import resizeAntialias from './resize-antialias.js';
import { batches, sizes } from './scaling.js';
import threads from './threads.js';

export const goals = {
  affine,
  'affine-borders': affineBorders,
  'affine-angles': affineAngles,
  flip,
  resize,
  'resize-antialias': resizeAntialias,
  'keras-chain': kerasChain,
  folder,
  threads,
  call,
  batches,
  sizes,
  copy,
} satisfies Readonly<Record<string, Op>>;
