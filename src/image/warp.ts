// Functions that move pixels by given numbers: the deterministic twins of the random ones in random-warp.ts.
import type { Applied } from '../apply.js';
import type { ApplyOptions } from '../apply-options.js';
import { applyStages } from '../apply-stages.js';
import { makeError } from '../errors.js';
import { invalid, parseNumber, parseSize, type RawOptions, readOptions } from '../options.js';
import {
  forEachImage,
  imageCount,
  parseSizePair,
  parseTwo,
  readCall,
  WARP_OPTIONS,
  type WarpOptions,
  warpStage,
} from './call.js';
import { type AffineMatrices, type ProjectiveTransforms, readAffine, readProjective } from './matrices.js';
import { type PerspectivePoints, readPerspective } from './perspective-points.js';

/**
 * Images moved by [dx, dy] pixels, positive right and down; parts of pixels interpolate. Same shape, float32, default fill
 * 'reflect'.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const moved = await image.translate(photo, [1, -0.5]);
 */
export async function translate<T>(
  images: T,
  shift: readonly [number, number],
  options?: WarpOptions,
): Promise<Applied<T>> {
  const { own, run } = readCall('image.translate', options, WARP_OPTIONS);
  const [dx, dy] = parseTwo('image.translate', 'shift', shift);
  const params = { transform: [1, 0, -dx, 0, 1, -dy, 0, 0], height: 0, width: 0 };
  return applyStages(
    'image.translate',
    [warpStage('image.translate', 'projective', params, own, 'reflect')],
    images,
    run,
  );
}

/**
 * Images turned counter-clockwise, by radians, about their centre ((w - 1) / 2, (h - 1) / 2). Same shape, float32, default
 * fill 'reflect'.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const turned = await image.rotate(photo, Math.PI / 6);
 */
export async function rotate<T>(images: T, angleRad: number, options?: WarpOptions): Promise<Applied<T>> {
  const { own, run } = readCall('image.rotate', options, WARP_OPTIONS);
  const angle = parseNumber('image.rotate', 'angleRad', angleRad);
  return applyStages(
    'image.rotate',
    [warpStage('image.rotate', 'rotation', { angleRad: [angle, angle] }, own, 'reflect')],
    images,
    run,
  );
}

/**
 * Images zoomed about their centre: [scaleX, scaleY] is how much more of the image shows, so 2 halves it (zoom out)
 * and 0.5 doubles it, as 1 + factor of RandomZoom. Same shape, float32, default fill 'reflect'.
 * @throws ArgumentError for a scale that is not above 0.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const closer = await image.zoom(photo, [0.5, 0.5]);
 */
export async function zoom<T>(images: T, scale: readonly [number, number], options?: WarpOptions): Promise<Applied<T>> {
  const { own, run } = readCall('image.zoom', options, WARP_OPTIONS);
  const [x, y] = parseTwo('image.zoom', 'scale', scale);
  if (x <= 0 || y <= 0) throw invalid('image.zoom', 'scale', 'two numbers above 0', scale);
  const stage = warpStage('image.zoom', 'zoom', { heightFactor: [0, 0], widthFactor: [0, 0] }, own, 'reflect');
  return applyStages(
    'image.zoom',
    [stage],
    images,
    run,
    forEachImage('image.zoom', images, { heightScale: y, widthScale: x }),
  );
}

/** Slopes about the top-left pixel, or an angle in degrees about the centre. */
export type ShearAmount = { readonly x?: number; readonly y?: number } | number;

/**
 * Images sheared: by slopes { x, y } as RandomShear draws them (default fill 'reflect'), or by an angle in degrees
 * between -90 and 90 as randomShear draws it (default fill 'nearest'). Same shape, float32.
 * @throws ArgumentError for slopes that are not finite or an angle of 90 degrees or more.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const slanted = await image.shear({ data: new Uint8Array(48), shape: [4, 4, 3] }, { x: 0.5 });
 */
export async function shear<T>(images: T, amount: ShearAmount, options?: WarpOptions): Promise<Applied<T>> {
  const owner = 'image.shear';
  const { own, run } = readCall(owner, options, WARP_OPTIONS);
  if (typeof amount === 'number') {
    const withinRange = amount > -90 && amount < 90;
    if (!withinRange) throw invalid(owner, 'amount', 'degrees between -90 and 90, both excluded', amount);
    const angleRad = (amount * Math.PI) / 180;
    return applyStages(
      owner,
      [warpStage(owner, 'shear_angle', { angleRad: [angleRad, angleRad] }, own, 'nearest')],
      images,
      run,
    );
  }
  if (typeof amount !== 'object' || amount === null)
    throw invalid(owner, 'amount', 'degrees or { x, y }', amount, 'E_TYPE');
  const slopes = readOptions(`${owner} amount`, amount, ['x', 'y']);
  const xShear = parseNumber(owner, 'x', slopes.x, { fallback: 0 });
  const yShear = parseNumber(owner, 'y', slopes.y, { fallback: 0 });
  const stage = warpStage(owner, 'shear', { xFactor: [0, 0], yFactor: [0, 0] }, own, 'reflect');
  return applyStages(owner, [stage], images, run, forEachImage(owner, images, { xShear, yShear }));
}

/**
 * Output pixel (x, y) reads the input at (a0 x + a1 y + a2, b0 x + b1 y + b2). 6 numbers, or 9 with last row 0 0 1;
 * or a list of them, one per image. Same shape, float32, default fill 'constant'.
 * @throws ArgumentError E_MATRIX for another count of numbers; NumericError E_COORD for NaN or infinity.
 * Source: keras.preprocessing.image.apply_affine_transform, which takes rows before columns.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const slanted = await image.affine(photo, [1, 0.2, 0, 0, 1, 0]);
 */
export async function affine<T>(images: T, matrix: AffineMatrices, options?: WarpOptions): Promise<Applied<T>> {
  const { own, run } = readCall('image.affine', options, WARP_OPTIONS);
  return applyRows('image.affine', images, readAffine('image.affine', matrix), { height: 0, width: 0 }, own, run);
}

/** Options of image.projective() and image.perspective(). */
export interface ProjectiveOptions extends WarpOptions {
  /** [height, width] of the result in pixels; default: that of the images. */
  outputShape?: readonly [number, number];
}

/**
 * Output pixel (x, y) reads the input at ((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k) with k = c0 x + c1 y + 1;
 * where k is 0 it reads fillValue. 8 numbers a0 a1 a2 b0 b1 b2 c0 c1, or one such list per image.
 * float32, default fill 'constant'.
 * @throws ArgumentError E_MATRIX for another count of numbers; NumericError E_COORD for NaN or infinity.
 * Source: ImageProjectiveTransformV3 (tf.image, keras.ops.image.affine_transform).
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const tilted = await image.projective(photo, [1, 0, 0, 0, 1, 0, 0.01, 0], { outputShape: [4, 6] });
 */
export async function projective<T>(
  images: T,
  transforms: ProjectiveTransforms,
  options?: ProjectiveOptions,
): Promise<Applied<T>> {
  const owner = 'image.projective';
  const { own, run } = readCall(owner, options, [...WARP_OPTIONS, 'outputShape']);
  return applyRows(owner, images, readProjective(owner, transforms), parseOutputShape(owner, own), own, run);
}

/**
 * Images in which what was at the start points comes to lie at the end points: four [x, y] in pixels each, such as the
 * corners of a page; or a list of such fours, one per image. float32, default fill 'constant'.
 * @throws ArgumentError E_MATRIX for anything but four points, for three of them on a line, and where the horizon goes
 * through the first pixel of the result; NumericError E_COORD for NaN or infinity.
 * Source: keras.ops.image.perspective_transform, which has no fillMode.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const page = { data: new Uint8Array(300), shape: [10, 10, 3] };
 * const [seen, flat] = [[[2, 1], [8, 0], [0, 9], [9, 9]], [[0, 0], [9, 0], [0, 9], [9, 9]]];
 * const straight = await image.perspective(page, seen, flat);
 */
export async function perspective<T>(
  images: T,
  startPoints: PerspectivePoints,
  endPoints: PerspectivePoints,
  options?: ProjectiveOptions,
): Promise<Applied<T>> {
  const owner = 'image.perspective';
  const { own, run } = readCall(owner, options, [...WARP_OPTIONS, 'outputShape']);
  const rows = readPerspective(owner, startPoints, endPoints);
  return applyRows(owner, images, rows, parseOutputShape(owner, own), own, run);
}

/** Zeros, which mean the size of the images, without the option. */
function parseOutputShape(owner: string, { outputShape }: RawOptions): { height: number; width: number } {
  if (outputShape === undefined) return { height: 0, width: 0 };
  const size = parseSizePair(owner, outputShape);
  parseSize(owner, 'height', size.height);
  parseSize(owner, 'width', size.width);
  return size;
}

async function applyRows<T>(
  owner: string,
  images: T,
  { rows, perImage }: { rows: number[][]; perImage: boolean },
  size: { height: number; width: number },
  own: RawOptions,
  run: ApplyOptions,
): Promise<Applied<T>> {
  const transform = perImage ? [] : (rows[0] as number[]);
  const stage = warpStage(owner, 'projective', { transform, ...size }, own, 'constant');
  if (!perImage) return applyStages(owner, [stage], images, run);
  const count = imageCount(owner, images);
  if (rows.length !== count) {
    throw makeError(
      'E_MATRIX',
      `${owner}: one row of numbers per image is needed; received ${rows.length} for ${count}`,
    );
  }
  const numbers = rows.map((row) => Object.fromEntries(row.map((entry, i) => [`m${i}`, entry])));
  return applyStages(owner, [stage], images, run, numbers);
}
