// One op per layer, by the file name of its layer, the fused pipeline, and the functions that have no layer.

import type { Op } from '../op.js';
import autoContrast from './auto-contrast.js';
import centerCrop from './center-crop.js';
import equalization from './equalization.js';
import lambda from './lambda.js';
import normalization from './normalization.js';
import pipeline from './pipeline.js';
import randomBrightness from './random-brightness.js';
import randomChannelShift from './random-channel-shift.js';
import randomColorDegeneration from './random-color-degeneration.js';
import randomContrast from './random-contrast.js';
import randomCrop from './random-crop.js';
import randomFlip from './random-flip.js';
import randomGrayscale from './random-grayscale.js';
import randomHeight from './random-height.js';
import randomHue from './random-hue.js';
import randomInvert from './random-invert.js';
import randomPosterization from './random-posterization.js';
import randomRotation from './random-rotation.js';
import randomSaturation from './random-saturation.js';
import randomShear from './random-shear.js';
import randomTranslation from './random-translation.js';
import randomWidth from './random-width.js';
import randomZoom from './random-zoom.js';
import rescaling from './rescaling.js';
import resizing from './resizing.js';
import samplewiseNormalization from './samplewise-normalization.js';
import solarization from './solarization.js';
import zcaWhiten from './zca-whiten.js';

export const ops = {
  pipeline,
  'auto-contrast': autoContrast,
  'center-crop': centerCrop,
  equalization,
  lambda,
  normalization,
  'random-brightness': randomBrightness,
  'random-channel-shift': randomChannelShift,
  'random-color-degeneration': randomColorDegeneration,
  'random-contrast': randomContrast,
  'random-crop': randomCrop,
  'random-flip': randomFlip,
  'random-grayscale': randomGrayscale,
  'random-height': randomHeight,
  'random-hue': randomHue,
  'random-invert': randomInvert,
  'random-posterization': randomPosterization,
  'random-rotation': randomRotation,
  'random-saturation': randomSaturation,
  'random-shear': randomShear,
  'random-translation': randomTranslation,
  'random-width': randomWidth,
  'random-zoom': randomZoom,
  rescaling,
  resizing,
  'samplewise-normalization': samplewiseNormalization,
  solarization,
  'zca-whiten': zcaWhiten,
} satisfies Readonly<Record<string, Op>>;
