// Bounding boxes of samples, in and out, in every format: ragged ones as rows, dense ones as arrays padded with -1.
import { makeError } from '../errors.js';
import { invalid, readOptions } from '../options.js';
import type { BatchShape } from '../types.js';
import { type ImageRows, readDenseBoxes, readRaggedBoxes } from './box-rows.js';
import type { BoxList, ImageBoxes } from './companions.js';
import { type BoxSpace, parseFormat, toCorners } from './formats.js';
import { openInstances } from './instances.js';
import type { MaskedImages } from './masks.js';
import type { SampleSettings } from './settings.js';
import type { BoxFormat } from './types.js';
import { clipAll, keptBoxes, measure, pickBoxes } from './visible-boxes.js';
import { writeBoxes } from './write-boxes.js';

export interface OpenBoxes {
  list: BoxList;
  /** Boxes as they came, without those that the options drop; `shape` is that of the images they lie in now. */
  write(list: BoxList, shape: BatchShape): unknown;
  /** Ends the use of the instance masks. */
  release(): void;
}

const KEYS = ['boxes', 'labels', 'masks', 'format'];

/** Reads { boxes, labels, masks, format }. */
export function openBoxes(owner: string, value: unknown, images: MaskedImages, settings: SampleSettings): OpenBoxes {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(owner, 'boundingBoxes', 'an object { boxes, labels, masks, format }', value, 'E_TYPE');
  }
  const raw = readOptions(`${owner}: boundingBoxes`, value, KEYS);
  const format = formatOf(owner, raw.format, settings);
  const [count, height, width] = images.shape;
  const given = readDenseBoxes(owner, raw, count, images.single) ?? readRaggedBoxes(owner, raw, count, images.single);
  const corners = given.images.map((rows, image) =>
    readCorners(owner, given.nameOf(image), rows, format, { height, width }),
  );
  const instances = openInstances(owner, raw.masks, given, images);
  const list = given.images.map((rows, image): ImageBoxes => {
    const own = corners[image] as Float64Array;
    const at = Int32Array.from(rows.rows);
    return {
      corners: own,
      ...measure(own, { height, width }),
      rows: at,
      labels: rows.labels && Float64Array.from(rows.labels),
      masks: instances?.masks[image],
      channels: at,
    };
  });
  return {
    list: { images: list, isCut: false },
    write: (result, shape) => {
      const settled = settle(result, shape, settings);
      return writeBoxes(given, instances, settled, { format, given: raw.format, shape, single: images.single });
    },
    release: () => instances?.release(),
  };
}

function formatOf(owner: string, own: unknown, { boundingBoxes }: SampleSettings): BoxFormat {
  if (own !== undefined) return parseFormat(owner, 'boundingBoxes.format', own);
  if (boundingBoxes.format !== undefined) return boundingBoxes.format;
  throw makeError(
    'E_BOX_FORMAT',
    `${owner}: boundingBoxes have no format; give them one, or the pipeline the option boundingBoxes: { format: 'xyxy' }`,
  );
}

function readCorners(
  owner: string,
  name: string,
  { boxes }: ImageRows,
  format: BoxFormat,
  space: BoxSpace,
): Float64Array {
  const corners = new Float64Array(4 * boxes.length);
  boxes.forEach((row, i) => {
    const [x1, y1, x2, y2] = toCorners(format, row, 0, space);
    if (!(x1 <= x2 && y1 <= y2)) {
      throw invalid(owner, `${name}[${i}]`, `a box in the format ${format} whose width and height are not negative`, [
        ...row,
      ]);
    }
    corners[4 * i] = x1;
    corners[4 * i + 1] = y1;
    corners[4 * i + 2] = x2;
    corners[4 * i + 3] = y2;
  });
  return corners;
}

/** Drops and clips what the options say. */
function settle(list: BoxList, [, height, width]: BatchShape, { boundingBoxes }: SampleSettings): BoxList {
  const images = list.images.map((boxes) => {
    const kept = pickBoxes(boxes, keptBoxes(boxes, boundingBoxes));
    return boundingBoxes.clip ? { ...kept, corners: clipAll(kept.corners, { height, width }) } : kept;
  });
  return { ...list, images };
}
