// One op per layer, by the file name of its layer, the fused pipeline, and the functions that have no layer.

import type { Op } from '../op.js';
import centerCrop from './center-crop.js';
import cutMix from './cut-mix.js';
import lambda from './lambda.js';
import maxNumBoundingBoxes from './max-num-bounding-boxes.js';
import mixUp from './mix-up.js';
import mosaic from './mosaic.js';
import normalization from './normalization.js';
import pipeline from './pipeline.js';
import randomBrightness from './random-brightness.js';
import randomChannelShift from './random-channel-shift.js';
import randomContrast from './random-contrast.js';
import randomCrop from './random-crop.js';
import randomFlip from './random-flip.js';
import randomHeight from './random-height.js';
import randomRotation from './random-rotation.js';
import randomShear from './random-shear.js';
import randomTranslation from './random-translation.js';
import randomWidth from './random-width.js';
import randomZoom from './random-zoom.js';
import rescaling from './rescaling.js';
import resizing from './resizing.js';
import samplewiseNormalization from './samplewise-normalization.js';
import zcaWhiten from './zca-whiten.js';

export const ops = {
  pipeline,
  'center-crop': centerCrop,
  'cut-mix': cutMix,
  lambda,
  'mix-up': mixUp,
  mosaic,
  'max-num-bounding-boxes': maxNumBoundingBoxes,
  normalization,
  'random-brightness': randomBrightness,
  'random-channel-shift': randomChannelShift,
  'random-contrast': randomContrast,
  'random-crop': randomCrop,
  'random-flip': randomFlip,
  'random-height': randomHeight,
  'random-rotation': randomRotation,
  'random-shear': randomShear,
  'random-translation': randomTranslation,
  'random-width': randomWidth,
  'random-zoom': randomZoom,
  rescaling,
  resizing,
  'samplewise-normalization': samplewiseNormalization,
  'zca-whiten': zcaWhiten,
} satisfies Readonly<Record<string, Op>>;
