// Entry point 'tfjs-image-pipeline/tfjs': the library inside tfjs. Nothing of tfjs changes before a call.
export type { Tfjs } from './backend.js';
export { type ImageOps, type ImageOpsInstallation, installImageOps, type WithImageOps } from './image-ops.js';
export { installKernels, type KernelInstallation } from './install-kernels.js';
export { type FromKerasModelOptions, fromKerasModel } from './keras-model.js';
export { type AsLayerOptions, asLayer } from './layers/as-layer.js';
export { type RegisteredLayers, registerLayers } from './layers/register.js';
export type { ModelLayer, Tf } from './tf.js';
