// The public API, name by name.
export type { AdaptOptions } from './adapt.js';
export type { Applied } from './apply.js';
export type { ApplyOptions } from './apply-options.js';
export type { DatasetBatch } from './data/batch.js';
export type { DataFrame, DataFrameOptions } from './data/data-frame.js';
export { ImageDataset } from './data/dataset.js';
export type { DirectoryOptions } from './data/directory.js';
export type { SampleDraw, StageDraw } from './draws.js';
export {
  ArgumentError,
  DatasetError,
  DecodeError,
  type ErrorCode,
  ImagePipelineError,
  IoError,
  LimitError,
  NumericError,
  OwnershipError,
  StateError,
} from './errors.js';
export { image } from './image/index.js';
export * from './layers/index.js';
export { type AdaptableLayer, type AdaptState, Layer, type LayerConfig, type LayerOptions } from './layers/layer.js';
export { ImagePipeline, type SampleOptions } from './pipeline.js';
export type { PipelineConfig, PipelineOptions } from './pipeline-config.js';
export type { PreviewOptions } from './preview/options.js';
export type { PreviewResult } from './preview/preview.js';
export type { DecodeImageOptions } from './read-image.js';
export { type Capabilities, capabilities, configure, memory, type Settings } from './settings.js';
export type * from './types.js';
