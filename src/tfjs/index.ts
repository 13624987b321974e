// tfjs-image-pipeline/tfjs: the library inside tfjs.
export { type FromKerasModelOptions, fromKerasModel } from './keras-model.js';
export { type AsLayerOptions, asLayer } from './layers/as-layer.js';
export { type RegisteredLayers, registerLayers } from './layers/register.js';
export type { ModelLayer, Tf } from './tf.js';
