// Entry point 'tfjs-image-pipeline/register': importing it is all there is to do. Import it after tfjs-node, so that
// kernels of tfjs-node can be replaced.
import type { Tfjs } from './backend.js';
import { findTfjs } from './find-tfjs.js';
import { installImageOps } from './image-ops.js';
import { installKernels } from './install-kernels.js';

// What all copies of tfjs share is done once per process.
const SHARED = [installKernels];
const DONE = Symbol.for('tfjs-image-pipeline.registered.v1');

const copies = findTfjs();
const state = globalThis as { [DONE]?: boolean };
if (!state[DONE]) {
  state[DONE] = true;
  for (const install of SHARED) install(copies[0] as Tfjs);
}
for (const tf of copies) installImageOps(tf);
