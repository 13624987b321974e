// Boxes handed back in the form they came in.
import type { BatchShape } from '../types.js';
import type { GivenBoxes } from './box-rows.js';
import type { BoxList, ImageBoxes } from './companions.js';
import { floatsLike, writeDense } from './dense.js';
import { type BoxSpace, type Corners, fromCorners } from './formats.js';
import { type OpenInstances, writeDenseInstances, writeInstances } from './instances.js';
import type { BoxFormat } from './types.js';

export interface WriteOptions {
  format: BoxFormat;
  /** `format` as it came with the boxes, to go back with them. */
  given: unknown;
  /** Of the images that the boxes lie in. */
  shape: BatchShape;
  single: boolean;
}

const PADDING = -1;

export function writeBoxes(
  given: GivenBoxes,
  instances: OpenInstances | undefined,
  list: BoxList,
  options: WriteOptions,
): Record<string, unknown> {
  const written = given.dense
    ? writeDenseBoxes(given.dense, instances, list, options)
    : writeRaggedBoxes(given, instances, list, options);
  return { ...written, ...(options.given === undefined ? {} : { format: options.given }) };
}

function writeRaggedBoxes(
  given: GivenBoxes,
  instances: OpenInstances | undefined,
  { images, padding }: BoxList,
  { format, shape, single }: WriteOptions,
): Record<string, unknown> {
  const [, height, width] = shape;
  const unwrap = (all: unknown[]) => (single ? all[0] : all);
  const sizeOf = (boxes: ImageBoxes) => padding?.count ?? boxes.areas.length;
  const fill = padding?.fillValue ?? PADDING;
  const rowsOf = (boxes: ImageBoxes) =>
    Array.from({ length: sizeOf(boxes) }, (_, i) =>
      i < boxes.areas.length ? [...rowOf(format, boxes, i, { height, width })] : [fill, fill, fill, fill],
    );
  const labelsOf = (boxes: ImageBoxes) => Array.from({ length: sizeOf(boxes) }, (_, i) => boxes.labels?.[i] ?? fill);
  return {
    boxes: unwrap(images.map(rowsOf)),
    ...(given.labelled ? { labels: unwrap(images.map(labelsOf)) } : {}),
    ...(instances
      ? { masks: unwrap(images.map((boxes, image) => writeInstances(instances, image, boxes, sizeOf(boxes), shape))) }
      : {}),
  };
}

function writeDenseBoxes(
  { boxes: denseBoxes, labels: denseLabels }: NonNullable<GivenBoxes['dense']>,
  instances: OpenInstances | undefined,
  { images, padding }: BoxList,
  { format, shape, single }: WriteOptions,
): Record<string, unknown> {
  const [count, height, width] = shape;
  const rows = images.flatMap((boxes) => Array.from(boxes.rows, (row) => row + 1));
  const size = padding?.count ?? Math.max(denseBoxes.shape.at(-2) as number, ...rows);
  const outer = single ? [size] : [count, size];
  const fill = padding?.fillValue ?? PADDING;
  const boxData = floatsLike(denseBoxes, count * size * 4).fill(fill);
  images.forEach((boxes, image) => {
    for (const [i, row] of boxes.rows.entries()) {
      boxData.set(rowOf(format, boxes, i, { height, width }), 4 * (image * size + row));
    }
  });
  const written: Record<string, unknown> = { boxes: writeDense(denseBoxes, boxData, [...outer, 4]) };
  if (denseLabels) {
    const labelData = labelsLike(denseLabels.data, count * size, fill);
    images.forEach(({ rows: own, labels }, image) => {
      for (const [i, row] of own.entries()) labelData[image * size + row] = labels?.[i] ?? fill;
    });
    written.labels = writeDense(denseLabels, labelData, outer);
  }
  if (instances) written.masks = writeDenseInstances(instances, images, size, shape, single);
  return written;
}

/** Labels keep the integers they are; unsigned ones cannot say -1 and become int32. */
function labelsLike(data: ArrayLike<number>, length: number, fill: number): Float32Array | Float64Array | Int32Array {
  if (data instanceof Float32Array) return new Float32Array(length).fill(fill);
  if (data instanceof Float64Array) return new Float64Array(length).fill(fill);
  return new Int32Array(length).fill(fill);
}

function rowOf(format: BoxFormat, { corners }: ImageBoxes, i: number, space: BoxSpace): Corners {
  const at = (k: number) => corners[4 * i + k] as number;
  return fromCorners(format, [at(0), at(1), at(2), at(3)], space);
}
