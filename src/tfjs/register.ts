// Entry point 'tfjs-image-pipeline/register': importing it is all there is to do. Import it after tfjs-node, so that
// kernels of tfjs-node can be replaced.
import { findTfjs, findTfjsLayers } from './find-tfjs.js';
import { installImageOps } from './image-ops.js';
import { installKernels } from './install-kernels.js';
import { registerLayers } from './layers/register.js';

const DONE = Symbol.for('tfjs-image-pipeline.registered.v1');

const copies = findTfjs();
const state = globalThis as { [DONE]?: boolean };
if (!state[DONE]) {
  state[DONE] = true;
  installKernels(copies[0] as (typeof copies)[number]);
}
for (const tf of copies) installImageOps(tf);
for (const tf of findTfjsLayers(copies)) registerLayers(tf);
