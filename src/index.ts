// The public API, name by name.
export type { AdaptOptions, AdaptStateOptions } from './adapt/options.js';
export type { PartialState } from './adapt/partial-states.js';
export type { AdaptProgress, ReportProgress } from './adapt/progress.js';
export type { Applied } from './apply.js';
export type { ApplyOptions, RepeatOptions, SampleOptions } from './apply-options.js';
export type { DatasetBatch } from './data/batch.js';
export type { DatasetBoxes } from './data/companions.js';
export type { DataFrame, DataFrameOptions } from './data/data-frame.js';
export { ImageDataset } from './data/dataset.js';
export type { ColorMode, DatasetOptions, Subset } from './data/dataset-options.js';
export type { DirectoryOptions, LabelMode } from './data/directory.js';
export type { FailureAction, FailureHandler, OnError, SampleIdentity } from './data/failures.js';
export type { LabelBatch } from './data/labels.js';
export type { TargetMode } from './data/list-frame.js';
export type { DatasetReport, FailedSample, SkippedCounts } from './data/report.js';
export type { DatasetState } from './data/state.js';
export type { TensorBatch } from './data/tensors.js';
export type { Device } from './device.js';
export type { SampleDraw, StageDraw } from './draws.js';
export {
  ArgumentError,
  DatasetError,
  DecodeError,
  type ErrorCode,
  type ErrorDetails,
  ImagePipelineError,
  IoError,
  LimitError,
  NumericError,
  OwnershipError,
  StateError,
} from './errors.js';
export type { FileFlowOptions } from './idg/file-options.js';
export type { FlowOptions } from './idg/flow.js';
export type { FlowArrayOptions, FlowImages, FlowLabels } from './idg/flow-arrays.js';
export type { FlowDataFrameOptions } from './idg/flow-data-frame.js';
export type { FlowDirectoryOptions } from './idg/flow-directory.js';
export { ImageDataGenerator } from './idg/image-data-generator.js';
export type { GeneratorBatch, GeneratorTensors, ImageDataIterator } from './idg/iterator.js';
export type { Compat as GeneratorCompat, ImageDataGeneratorOptions, ScipyMode } from './idg/options.js';
export type { SaveOptions } from './idg/save-batch.js';
export type { FitOptions } from './idg/statistics.js';
export type { TransformParameters } from './idg/transform.js';
export {
  type AffineMatrices,
  type ElasticOptions,
  type ImageOptions,
  image,
  type PerspectivePoints,
  type ProjectiveOptions,
  type ProjectiveTransforms,
  type RandomResizedCropFunctionOptions,
  type RandomSizeOptions,
  type RandomZcaWhitenOptions,
  type ResizeOptions,
  type ShearAmount,
  type TwoFactors,
  type ValueRangeOptions,
  type WarpOptions,
  type ZcaFitOptions,
  type ZcaWhitenOptions,
} from './image/index.js';
export type { FromKerasOptions } from './keras/from-keras.js';
export type { KerasObject, ToKerasOptions } from './keras/to-keras.js';
export type { GeometricOptions } from './layers/geometric-layer.js';
export {
  AugMix,
  type AugMixOptions,
  AutoContrast,
  type AutoContrastOptions,
  CenterCrop,
  type CenterCropOptions,
  ContrastLimitedAdaptiveHistogramEqualization,
  type ContrastLimitedAdaptiveHistogramEqualizationOptions,
  CutMix,
  type CutMixOptions,
  Equalization,
  type EqualizationOptions,
  type FlipMode,
  GaussianNoise,
  type GaussianNoiseOptions,
  Lambda,
  type LambdaContext,
  type LambdaFunction,
  type LambdaOptions,
  MaxNumBoundingBoxes,
  type MaxNumBoundingBoxesOptions,
  MixUp,
  type MixUpOptions,
  Mosaic,
  type MosaicOptions,
  Normalization,
  type NormalizationOptions,
  Pipeline,
  type PipelineLayerOptions,
  RandAugment,
  type RandAugmentOptions,
  RandomApply,
  type RandomApplyOptions,
  RandomBrightness,
  type RandomBrightnessOptions,
  RandomChannelShift,
  type RandomChannelShiftOptions,
  RandomChoice,
  type RandomChoiceOptions,
  RandomColorDegeneration,
  type RandomColorDegenerationOptions,
  RandomColorJitter,
  type RandomColorJitterOptions,
  RandomContrast,
  type RandomContrastOptions,
  RandomCrop,
  type RandomCropOptions,
  RandomElasticTransform,
  type RandomElasticTransformOptions,
  RandomErasing,
  type RandomErasingOptions,
  RandomFlip,
  type RandomFlipOptions,
  RandomGaussianBlur,
  type RandomGaussianBlurOptions,
  RandomGrayscale,
  type RandomGrayscaleOptions,
  RandomHeight,
  type RandomHeightOptions,
  RandomHue,
  type RandomHueOptions,
  RandomInvert,
  type RandomInvertOptions,
  RandomPerspective,
  type RandomPerspectiveOptions,
  RandomPosterization,
  type RandomPosterizationOptions,
  RandomResizedCrop,
  type RandomResizedCropOptions,
  RandomRotation,
  type RandomRotationOptions,
  RandomSaturation,
  type RandomSaturationOptions,
  RandomSharpness,
  type RandomSharpnessOptions,
  RandomShear,
  type RandomShearOptions,
  RandomTranslation,
  type RandomTranslationOptions,
  RandomWidth,
  type RandomWidthOptions,
  RandomZCAWhitening,
  /** Another name of RandomZCAWhitening. */
  RandomZCAWhitening as RandomZCAWhiten,
  type RandomZCAWhiteningOptions,
  RandomZoom,
  type RandomZoomOptions,
  Rescaling,
  type RescalingOptions,
  Resizing,
  type ResizingOptions,
  registerFunction,
  SamplewiseNormalization,
  type SamplewiseNormalizationOptions,
  Solarization,
  type SolarizationOptions,
  TrivialAugment,
  type TrivialAugmentOptions,
  ZCAWhitening,
  type ZCAWhiteningOptions,
} from './layers/index.js';
export {
  type AdaptableLayer,
  type AdaptState,
  Layer,
  type LayerConfig,
  type LayerOptions,
  type LayerWeight,
  type RandomLayerOptions,
  type WeightedLayer,
} from './layers/layer.js';
export type { NestedNumbers, Statistics } from './layers/normalization-statistics.js';
export { ImagePipeline } from './pipeline.js';
export type { PipelineConfig, PipelineOptions } from './pipeline-config.js';
export type { PreviewOptions } from './preview/options.js';
export type { PreviewResult } from './preview/preview.js';
export type { PreviewData } from './preview/sources.js';
export type { DecodeImageOptions } from './read-image.js';
export type { DecodeJpegOptions, JpegImage } from './read-jpeg.js';
export { boundingBoxes, type ConvertOptions } from './samples/bounding-boxes.js';
export type { Role } from './samples/settings.js';
export type {
  BoundingBoxes,
  BoundingBoxOptions,
  BoxFormat,
  BoxFormatWord,
  BoxRows,
  Keypoints,
  Labels,
  NumberArray,
  Sample,
  SegmentationMasks,
} from './samples/types.js';
export {
  type Capabilities,
  type CudaCapability,
  capabilities,
  configure,
  type LapackCapability,
  memory,
  type Settings,
  type SolverCapability,
} from './settings.js';
export type { TensorLike, TfjsCapability } from './tensor.js';
export type * from './types.js';
export type { WhiteningReport } from './whitening/fitted.js';
export type { WhiteningOptions } from './whitening/options.js';
