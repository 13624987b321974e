// Entry point 'tfjs-image-pipeline/tfjs': what changes tfjs, and only when called.
export type { Tfjs } from './backend.js';
export { type ImageOps, type ImageOpsInstallation, installImageOps, type WithImageOps } from './image-ops.js';
export { installKernels, type KernelInstallation } from './install-kernels.js';
