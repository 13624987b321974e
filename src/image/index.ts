// Plain functions on images, without a pipeline: `image.resize(photo, [224, 224])`. Each takes an image, a batch or a
// tensor and returns a promise of the same kind, as Layer.apply does.

import { decodeImage } from '../read-image.js';
import { flip, flipLeftRight, flipUpDown, randomFlipLeftRight, randomFlipUpDown } from './flip.js';
import { randomRotation, randomShear, randomTranslation, randomZoom } from './random-warp.js';
import { centerCrop, randomCrop, randomHeight, randomWidth, resize } from './size.js';
import {
  adjustBrightness,
  adjustContrast,
  normalize,
  randomBrightness,
  randomChannelShift,
  randomContrast,
  rescale,
  standardize,
} from './values.js';
import { affine, projective, rotate, shear, translate, zoom } from './warp.js';

export const image = Object.freeze({
  adjustBrightness,
  adjustContrast,
  affine,
  centerCrop,
  decode: decodeImage,
  flip,
  flipLeftRight,
  flipUpDown,
  normalize,
  projective,
  randomBrightness,
  randomChannelShift,
  randomContrast,
  randomCrop,
  randomFlipLeftRight,
  randomFlipUpDown,
  randomHeight,
  randomRotation,
  randomShear,
  randomTranslation,
  randomWidth,
  randomZoom,
  rescale,
  resize,
  rotate,
  shear,
  standardize,
  translate,
  zoom,
});

export type { ImageOptions, WarpOptions } from './call.js';
export type { AffineMatrices, ProjectiveTransforms } from './matrices.js';
export type { TwoFactors } from './random-warp.js';
export type { RandomSizeOptions, ResizeOptions } from './size.js';
export type { ValueRangeOptions } from './values.js';
export type { ProjectiveOptions, ShearAmount } from './warp.js';
