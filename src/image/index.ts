// Plain functions on images, without a pipeline.

import { decodeImage } from '../read-image.js';
import { decodeJpeg, decodeJpegSync } from '../read-jpeg.js';
import { flip, flipLeftRight, flipUpDown, randomFlipLeftRight, randomFlipUpDown } from './flip.js';
import {
  randomElasticTransform,
  randomPerspective,
  randomRotation,
  randomShear,
  randomTranslation,
  randomZoom,
} from './random-warp.js';
import { centerCrop, randomCrop, randomHeight, randomResizedCrop, randomWidth, resize } from './size.js';
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
import { affine, perspective, projective, rotate, shear, translate, zoom } from './warp.js';
import { zcaFit } from './zca-fit.js';
import { randomZcaWhiten, zcaWhiten } from './zca-whiten.js';

/**
 * The operations of the layers as plain functions. All take an image, an array of images, a batch or a tensor, and give a
 * promise of the same kind; random ones take a seed after their factor, and without one draw anew in every call.
 * @throws as Layer.apply does: the promise rejects, also for wrong arguments.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = await image.decode('photo.jpg');
 * const small = await image.resize(photo, [64, 64], { antialias: true });
 */
export const image = Object.freeze({
  adjustBrightness,
  adjustContrast,
  affine,
  centerCrop,
  decode: decodeImage,
  decodeJpeg,
  decodeJpegSync,
  flip,
  flipLeftRight,
  flipUpDown,
  normalize,
  perspective,
  projective,
  randomBrightness,
  randomChannelShift,
  randomContrast,
  randomCrop,
  randomElasticTransform,
  randomFlipLeftRight,
  randomFlipUpDown,
  randomHeight,
  randomPerspective,
  randomResizedCrop,
  randomRotation,
  randomShear,
  randomTranslation,
  randomWidth,
  randomZcaWhiten,
  randomZoom,
  rescale,
  resize,
  rotate,
  shear,
  standardize,
  translate,
  zcaFit,
  zcaWhiten,
  zoom,
});

export type { ImageOptions, WarpOptions } from './call.js';
export type { AffineMatrices, ProjectiveTransforms } from './matrices.js';
export type { PerspectivePoints } from './perspective-points.js';
export type { ElasticOptions, TwoFactors } from './random-warp.js';
export type { RandomResizedCropFunctionOptions, RandomSizeOptions, ResizeOptions } from './size.js';
export type { ValueRangeOptions } from './values.js';
export type { ProjectiveOptions, ShearAmount } from './warp.js';
export type { ZcaFitOptions } from './zca-fit.js';
export type { RandomZcaWhitenOptions, ZcaWhitenOptions } from './zca-whiten.js';
