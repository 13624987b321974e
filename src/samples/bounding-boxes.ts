// The plain functions on boxes: `boundingBoxes` of the public API.
import { makeError } from '../errors.js';
import { invalid, isList, parseSize, type RawOptions, readOptions, show } from '../options.js';
import { type Dense, floatsLike, readDense, readList, readNumber, writeDense } from './dense.js';
import { type BoxSpace, type Corners, fromCorners, isRelative, parseFormat, toCorners } from './formats.js';
import type { BoxFormat, BoxFormatWord, BoxRows, NumberArray } from './types.js';
import { clippedCorners } from './visible-boxes.js';

/** Size of the image that boxes lie in, in pixels. */
export interface ConvertOptions {
  /** Needed between pixels and `rel` formats. */
  height?: number;
  /** Needed between pixels and `rel` formats. */
  width?: number;
}

/** Rows in, rows out; a dense array comes back as float32 (or float64). */
export type ConvertedBoxes<T> = T extends BoxRows ? number[][] : T;

/** The same boxes after `change`, in `to`. */
function eachBox(
  owner: string,
  boxes: unknown,
  from: BoxFormat,
  to: BoxFormat,
  space: BoxSpace,
  change: (corners: Corners) => Corners,
): unknown {
  const convert: Convert = (row, at) => fromCorners(to, change(toCorners(from, row, at, space)), space);
  const dense = readDense(owner, 'boxes', boxes);
  if (dense) return eachDense(owner, dense, convert);
  return readList(owner, 'boxes', boxes, 'an array of rows of 4 numbers, { data, shape } or a tensor').map((row, i) => {
    if (!isList(row) || row.length !== 4) throw invalid(owner, `boxes[${i}]`, 'a row of 4 numbers', row, 'E_SHAPE');
    const numbers = Array.from(row, (entry, k) => readNumber(owner, `boxes[${i}][${k}]`, entry));
    return [...convert(numbers, 0)];
  });
}

type Convert = (row: ArrayLike<number>, at: number) => Corners;

function eachDense(owner: string, dense: Dense, convert: Convert): unknown {
  const { data, shape } = dense;
  if (shape.at(-1) !== 4) {
    throw makeError('E_SHAPE', `${owner}: boxes must have the shape [..., 4]; received ${show([...shape])}`);
  }
  const out = floatsLike(dense, data.length);
  for (let at = 0; at < data.length; at += 4) out.set(convert(data, at), at);
  return writeDense(dense, out, shape);
}

/** Sizes where they are needed; 1 elsewhere, which changes nothing. */
function parseSpace(owner: string, raw: RawOptions, needed: boolean): BoxSpace {
  const side = (name: string) => (needed || raw[name] !== undefined ? parseSize(owner, name, raw[name]) : 1);
  return { height: side('height'), width: side('width') };
}

/**
 * Boxes in another format: rows of 4 numbers, `{ data, shape: [..., 4] }` or a tensor, which come back as the same
 * (dense ones as float32). Rows of padding are converted like all others.
 * @param from, to a BoxFormat, in Keras' spelling too.
 * @throws ArgumentError for an unknown format, other boxes, or a missing height or width between pixels and `rel`.
 * Source: keras.utils.bounding_boxes.convert_format.
 * @example
 * import { boundingBoxes } from 'tfjs-image-pipeline';
 * const corners = boundingBoxes.convertFormat([[2, 1, 4, 3]], 'xywh', 'rel_xyxy', { height: 8, width: 8 });
 * // [[0.25, 0.125, 0.75, 0.5]]
 */
function convertFormat<T extends BoxRows | NumberArray>(
  boxes: T,
  from: BoxFormatWord,
  to: BoxFormatWord,
  options?: ConvertOptions,
): ConvertedBoxes<T> {
  const owner = 'convertFormat';
  const [source, target] = [parseFormat(owner, 'from', from), parseFormat(owner, 'to', to)];
  const raw = readOptions(owner, options, ['height', 'width']);
  const space = parseSpace(owner, raw, isRelative(source) !== isRelative(target));
  return eachBox(owner, boxes, source, target, space, (corners) => corners) as ConvertedBoxes<T>;
}

/**
 * The part of every box that is in the image; a box outside gets an area of 0. Forms as for convertFormat().
 * @param options height and width of the image in pixels; `format` of the boxes, default `'xyxy'`.
 * @throws ArgumentError for an unknown format, other boxes, or a missing height or width.
 * Source: keras.utils.bounding_boxes.clip_to_image_size.
 * @example
 * import { boundingBoxes } from 'tfjs-image-pipeline';
 * const inside = boundingBoxes.clipToImage([[-1, 2, 3, 9]], { height: 4, width: 4 }); // [[0, 2, 3, 4]]
 */
function clipToImage<T extends BoxRows | NumberArray>(
  boxes: T,
  options: Required<ConvertOptions> & { format?: BoxFormatWord },
): ConvertedBoxes<T> {
  const owner = 'clipToImage';
  const raw = readOptions(owner, options, ['height', 'width', 'format']);
  const format = raw.format === undefined ? 'xyxy' : parseFormat(owner, 'format', raw.format);
  const space = parseSpace(owner, raw, true);
  return eachBox(owner, boxes, format, format, space, (corners) => clippedCorners(corners, space)) as ConvertedBoxes<T>;
}

/** Functions on bounding boxes. */
export const boundingBoxes = Object.freeze({ convertFormat, clipToImage });
