// The registry: every layer class by its Keras class name. docs/adding-a-layer.md says what a new line here needs.
import { makeError } from '../errors.js';
import { show } from '../options.js';
import { AugMix } from './aug-mix.js';
import { AutoContrast } from './auto-contrast.js';
import { CenterCrop } from './center-crop.js';
import { ContrastLimitedAdaptiveHistogramEqualization } from './contrast-limited-adaptive-histogram-equalization.js';
import { CutMix } from './cut-mix.js';
import { Equalization } from './equalization.js';
import { GaussianNoise } from './gaussian-noise.js';
import { Lambda } from './lambda.js';
import type { Layer } from './layer.js';
import { setLayerReader } from './layer-reader.js';
import { MaxNumBoundingBoxes } from './max-num-bounding-boxes.js';
import { MixUp } from './mix-up.js';
import { Mosaic } from './mosaic.js';
import { Normalization } from './normalization.js';
import { Pipeline } from './pipeline.js';
import { RandAugment } from './rand-augment.js';
import { RandomApply } from './random-apply.js';
import { RandomBrightness } from './random-brightness.js';
import { RandomChannelShift } from './random-channel-shift.js';
import { RandomChoice } from './random-choice.js';
import { RandomColorDegeneration } from './random-color-degeneration.js';
import { RandomColorJitter } from './random-color-jitter.js';
import { RandomContrast } from './random-contrast.js';
import { RandomCrop } from './random-crop.js';
import { RandomElasticTransform } from './random-elastic-transform.js';
import { RandomErasing } from './random-erasing.js';
import { RandomFlip } from './random-flip.js';
import { RandomGaussianBlur } from './random-gaussian-blur.js';
import { RandomGrayscale } from './random-grayscale.js';
import { RandomHeight } from './random-height.js';
import { RandomHue } from './random-hue.js';
import { RandomInvert } from './random-invert.js';
import { RandomPerspective } from './random-perspective.js';
import { RandomPosterization } from './random-posterization.js';
import { RandomResizedCrop } from './random-resized-crop.js';
import { RandomRotation } from './random-rotation.js';
import { RandomSaturation } from './random-saturation.js';
import { RandomSharpness } from './random-sharpness.js';
import { RandomShear } from './random-shear.js';
import { RandomTranslation } from './random-translation.js';
import { RandomWidth } from './random-width.js';
import { RandomZCAWhitening } from './random-zca-whitening.js';
import { RandomZoom } from './random-zoom.js';
import { Rescaling } from './rescaling.js';
import { Resizing } from './resizing.js';
import { SamplewiseNormalization } from './samplewise-normalization.js';
import { Solarization } from './solarization.js';
import { TrivialAugment } from './trivial-augment.js';
import { ZCAWhitening } from './zca-whitening.js';

/** A class that reads its own config. */
export interface LayerClass {
  fromConfig(config: unknown): Layer;
}

export const LAYER_CLASSES = Object.freeze({
  AugMix,
  AutoContrast,
  CenterCrop,
  ContrastLimitedAdaptiveHistogramEqualization,
  CutMix,
  Equalization,
  GaussianNoise,
  Lambda,
  MixUp,
  Mosaic,
  MaxNumBoundingBoxes,
  Normalization,
  Pipeline,
  RandAugment,
  RandomApply,
  RandomBrightness,
  RandomChannelShift,
  RandomChoice,
  RandomColorDegeneration,
  RandomColorJitter,
  RandomContrast,
  RandomCrop,
  RandomElasticTransform,
  RandomErasing,
  RandomFlip,
  RandomGaussianBlur,
  RandomGrayscale,
  RandomHeight,
  RandomPerspective,
  RandomResizedCrop,
  RandomHue,
  RandomInvert,
  RandomPosterization,
  RandomRotation,
  RandomSaturation,
  RandomSharpness,
  RandomShear,
  RandomTranslation,
  RandomWidth,
  RandomZCAWhitening,
  RandomZoom,
  Rescaling,
  Resizing,
  SamplewiseNormalization,
  Solarization,
  TrivialAugment,
  ZCAWhitening,
}) satisfies Readonly<Record<string, LayerClass>>;

/**
 * The layer of { className, config }, as getConfig() of a pipeline or Keras (class_name, snake_case keys) wrote it.
 * `path` says where in the document it stands, for errors.
 * @throws ArgumentError E_SPEC when it is not such an object or the class is unknown.
 */
export function layerFromConfig(spec: unknown, path = 'layer'): Layer {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    throw makeError('E_SPEC', `${path} must be { className, config }; received ${show(spec)}`);
  }
  const { className, class_name: kerasName, config } = spec as Record<string, unknown>;
  const name = className ?? kerasName;
  if (typeof name !== 'string' || !Object.hasOwn(LAYER_CLASSES, name)) {
    const known = Object.keys(LAYER_CLASSES).join(', ');
    throw makeError('E_SPEC', `${path}.className must be one of ${known}; received ${show(name)}`);
  }
  return LAYER_CLASSES[name as keyof typeof LAYER_CLASSES].fromConfig(config);
}

setLayerReader(layerFromConfig);

export { AugMix, type AugMixOptions } from './aug-mix.js';
export { AutoContrast, type AutoContrastOptions } from './auto-contrast.js';
export { CenterCrop, type CenterCropOptions } from './center-crop.js';
export {
  ContrastLimitedAdaptiveHistogramEqualization,
  type ContrastLimitedAdaptiveHistogramEqualizationOptions,
} from './contrast-limited-adaptive-histogram-equalization.js';
export { CutMix, type CutMixOptions } from './cut-mix.js';
export { Equalization, type EqualizationOptions } from './equalization.js';
export { GaussianNoise, type GaussianNoiseOptions } from './gaussian-noise.js';
export { Lambda, type LambdaContext, type LambdaFunction, type LambdaOptions, registerFunction } from './lambda.js';
export { MaxNumBoundingBoxes, type MaxNumBoundingBoxesOptions } from './max-num-bounding-boxes.js';
export { MixUp, type MixUpOptions } from './mix-up.js';
export { Mosaic, type MosaicOptions } from './mosaic.js';
export { Normalization, type NormalizationOptions } from './normalization.js';
export { Pipeline, type PipelineLayerOptions } from './pipeline.js';
export { RandAugment, type RandAugmentOptions } from './rand-augment.js';
export { RandomApply, type RandomApplyOptions } from './random-apply.js';
export { RandomBrightness, type RandomBrightnessOptions } from './random-brightness.js';
export { RandomChannelShift, type RandomChannelShiftOptions } from './random-channel-shift.js';
export { RandomChoice, type RandomChoiceOptions } from './random-choice.js';
export { RandomColorDegeneration, type RandomColorDegenerationOptions } from './random-color-degeneration.js';
export { RandomColorJitter, type RandomColorJitterOptions } from './random-color-jitter.js';
export { RandomContrast, type RandomContrastOptions } from './random-contrast.js';
export { RandomCrop, type RandomCropOptions } from './random-crop.js';
export { RandomElasticTransform, type RandomElasticTransformOptions } from './random-elastic-transform.js';
export { RandomErasing, type RandomErasingOptions } from './random-erasing.js';
export { type FlipMode, RandomFlip, type RandomFlipOptions } from './random-flip.js';
export { RandomGaussianBlur, type RandomGaussianBlurOptions } from './random-gaussian-blur.js';
export { RandomGrayscale, type RandomGrayscaleOptions } from './random-grayscale.js';
export { RandomHeight, type RandomHeightOptions } from './random-height.js';
export { RandomHue, type RandomHueOptions } from './random-hue.js';
export { RandomInvert, type RandomInvertOptions } from './random-invert.js';
export { RandomPerspective, type RandomPerspectiveOptions } from './random-perspective.js';
export { RandomPosterization, type RandomPosterizationOptions } from './random-posterization.js';
export { RandomResizedCrop, type RandomResizedCropOptions } from './random-resized-crop.js';
export { RandomRotation, type RandomRotationOptions } from './random-rotation.js';
export { RandomSaturation, type RandomSaturationOptions } from './random-saturation.js';
export { RandomSharpness, type RandomSharpnessOptions } from './random-sharpness.js';
export { RandomShear, type RandomShearOptions } from './random-shear.js';
export { RandomTranslation, type RandomTranslationOptions } from './random-translation.js';
export { RandomWidth, type RandomWidthOptions } from './random-width.js';
export { RandomZCAWhitening, type RandomZCAWhiteningOptions } from './random-zca-whitening.js';
export { RandomZoom, type RandomZoomOptions } from './random-zoom.js';
export { Rescaling, type RescalingOptions } from './rescaling.js';
export { Resizing, type ResizingOptions } from './resizing.js';
export { SamplewiseNormalization, type SamplewiseNormalizationOptions } from './samplewise-normalization.js';
export { Solarization, type SolarizationOptions } from './solarization.js';
export { TrivialAugment, type TrivialAugmentOptions } from './trivial-augment.js';
export { ZCAWhitening, type ZCAWhiteningOptions } from './zca-whitening.js';
