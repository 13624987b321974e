// The float64 reference: steps one after the other. Nothing here comes from the library.
import type { Step } from '../op.js';
import { equalize, gray, hue, invert, posterize, saturate, solarize, stretch } from './colour.js';
import { crop, flip, resize, warp } from './geometry.js';
import type { Picture } from './picture.js';
import { affine, clip, contrast, enhance, shift, standardize } from './values.js';
import { whiten } from './whiten.js';

const RUN: { [K in Step['kind']]: (source: Picture, step: Extract<Step, { kind: K }>) => Picture } = {
  warp,
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
  enhance,
};

export function runSteps(source: Picture, steps: readonly Step[]): Picture {
  return steps.reduce<Picture>((picture, step) => RUN[step.kind](picture, step as never), source);
}
