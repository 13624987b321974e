// The float64 reference: steps one after the other. Nothing here comes from the library.
import type { Step } from '../op.js';
import { equalize, gray, hue, invert, posterize, saturate, solarize, stretch } from './colour.js';
import { decorrelate } from './decorrelate.js';
import { elastic } from './elastic.js';
import { crop, flip, perspective, resize, warp } from './geometry.js';
import { clahe, convolve, fill, noise } from './local.js';
import { blend, paste } from './mixing.js';
import type { Picture } from './picture.js';
import { affine, clip, contrast, enhance, shift, standardize } from './values.js';
import { whiten } from './whiten.js';

/** Image `index` of the batch, before any step. */
export type PictureOf = (index: number) => Picture;

const RUN: {
  [K in Step['kind']]: (source: Picture, step: Extract<Step, { kind: K }>, pictureOf: PictureOf) => Picture;
} = {
  warp,
  perspective,
  elastic,
  flip,
  crop,
  resize,
  affine,
  clip,
  shift,
  contrast,
  invert,
  gray,
  hue,
  saturate,
  solarize,
  posterize,
  stretch,
  equalize,
  standardize,
  whiten,
  decorrelate,
  convolve,
  clahe,
  fill,
  noise,
  enhance,
  blend,
  paste,
};

export function runSteps(source: Picture, steps: readonly Step[], pictureOf: PictureOf): Picture {
  return steps.reduce<Picture>((picture, step) => RUN[step.kind](picture, step as never, pictureOf), source);
}
