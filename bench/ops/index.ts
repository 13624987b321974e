// One op per layer, by the file name of its layer, the fused pipeline, and the functions that have no layer.

import type { Op } from '../op.js';
import augMix from './aug-mix.js';
import autoContrast from './auto-contrast.js';
import centerCrop from './center-crop.js';
import contrastLimitedAdaptiveHistogramEqualization from './contrast-limited-adaptive-histogram-equalization.js';
import cutMix from './cut-mix.js';
import equalization from './equalization.js';
import gaussianNoise from './gaussian-noise.js';
import lambda from './lambda.js';
import maxNumBoundingBoxes from './max-num-bounding-boxes.js';
import mixUp from './mix-up.js';
import mosaic from './mosaic.js';
import normalization from './normalization.js';
import pipeline from './pipeline.js';
import randAugment from './rand-augment.js';
import randomApply from './random-apply.js';
import randomBrightness from './random-brightness.js';
import randomChannelShift from './random-channel-shift.js';
import randomChoice from './random-choice.js';
import randomColorDegeneration from './random-color-degeneration.js';
import randomColorJitter from './random-color-jitter.js';
import randomContrast from './random-contrast.js';
import randomCrop from './random-crop.js';
import randomElasticTransform from './random-elastic-transform.js';
import randomErasing from './random-erasing.js';
import randomFlip from './random-flip.js';
import randomGaussianBlur from './random-gaussian-blur.js';
import randomGrayscale from './random-grayscale.js';
import randomHeight from './random-height.js';
import randomHue from './random-hue.js';
import randomInvert from './random-invert.js';
import randomPerspective from './random-perspective.js';
import randomPosterization from './random-posterization.js';
import randomResizedCrop from './random-resized-crop.js';
import randomRotation from './random-rotation.js';
import randomSaturation from './random-saturation.js';
import randomSharpness from './random-sharpness.js';
import randomShear from './random-shear.js';
import randomTranslation from './random-translation.js';
import randomWidth from './random-width.js';
import randomZcaWhitening from './random-zca-whitening.js';
import randomZoom from './random-zoom.js';
import rescaling from './rescaling.js';
import resizing from './resizing.js';
import samplewiseNormalization from './samplewise-normalization.js';
import solarization from './solarization.js';
import trivialAugment from './trivial-augment.js';
import zcaWhiten from './zca-whiten.js';
import zcaWhitening from './zca-whitening.js';

export const ops = {
  pipeline,
  'aug-mix': augMix,
  'auto-contrast': autoContrast,
  'center-crop': centerCrop,
  'contrast-limited-adaptive-histogram-equalization': contrastLimitedAdaptiveHistogramEqualization,
  'cut-mix': cutMix,
  equalization,
  'gaussian-noise': gaussianNoise,
  lambda,
  'max-num-bounding-boxes': maxNumBoundingBoxes,
  'mix-up': mixUp,
  mosaic,
  normalization,
  'rand-augment': randAugment,
  'random-apply': randomApply,
  'random-brightness': randomBrightness,
  'random-channel-shift': randomChannelShift,
  'random-choice': randomChoice,
  'random-color-degeneration': randomColorDegeneration,
  'random-color-jitter': randomColorJitter,
  'random-contrast': randomContrast,
  'random-crop': randomCrop,
  'random-elastic-transform': randomElasticTransform,
  'random-erasing': randomErasing,
  'random-flip': randomFlip,
  'random-gaussian-blur': randomGaussianBlur,
  'random-grayscale': randomGrayscale,
  'random-height': randomHeight,
  'random-hue': randomHue,
  'random-invert': randomInvert,
  'random-perspective': randomPerspective,
  'random-posterization': randomPosterization,
  'random-resized-crop': randomResizedCrop,
  'random-rotation': randomRotation,
  'random-saturation': randomSaturation,
  'random-sharpness': randomSharpness,
  'random-shear': randomShear,
  'random-translation': randomTranslation,
  'random-width': randomWidth,
  'random-zca-whitening': randomZcaWhitening,
  'random-zoom': randomZoom,
  rescaling,
  resizing,
  'samplewise-normalization': samplewiseNormalization,
  solarization,
  'trivial-augment': trivialAugment,
  'zca-whiten': zcaWhiten,
  'zca-whitening': zcaWhitening,
} satisfies Readonly<Record<string, Op>>;
