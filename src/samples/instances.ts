// Instance masks of boxes, in and out: channel k belongs to box k.
import { makeError } from '../errors.js';
import { type Batch, imageOf } from '../input.js';
import { alignedArray, copyPixels, dtypeOf, releaseMemory, toArray } from '../memory.js';
import { show } from '../options.js';
import { importTensor, isTensor } from '../tensor.js';
import type { BatchShape, DType } from '../types.js';
import type { GivenBoxes } from './box-rows.js';
import type { ImageBoxes } from './companions.js';
import { readList } from './dense.js';
import { type MaskedImages, openMasks, shapeOf } from './masks.js';

export interface OpenInstances {
  /** Masks [1, h, w, rows of boxes given] of each image; undefined for an image without rows. */
  masks: (Batch | undefined)[];
  /** What each image's masks were, for masks that are empty. */
  kinds: { dtype: DType; tensor: boolean }[];
  release(): void;
}

/** Reads the instance masks that belong to `given`. */
export function openInstances(
  owner: string,
  value: unknown,
  given: GivenBoxes,
  images: MaskedImages,
): OpenInstances | undefined {
  if (value === undefined) return undefined;
  const name = 'boundingBoxes.masks';
  const count = given.images.length;
  const list =
    images.single || given.dense ? [value] : readList(owner, name, value, 'an array of masks [h, w, k], one per image');
  if (!given.dense && list.length !== count) {
    throw makeError('E_SHAPE', `${owner}: ${name} must be for ${count} images; received ${list.length}`);
  }
  const releases: (() => void)[] = [];
  const release = () => {
    for (const each of releases.splice(0)) each();
  };
  const open = (masks: unknown, at: string, rows: number, of: MaskedImages): Batch | undefined => {
    const shape = shapeOf(owner, at, masks);
    if (shape.length !== (of.single ? 3 : 4) || shape.at(-1) !== rows) {
      const expected = of.single ? `[h, w, ${rows}]` : `[n, h, w, ${rows}]`;
      throw makeError(
        'E_SHAPE',
        `${owner}: ${at} must have the shape ${expected}, a channel per box; received ${show([...shape])}`,
      );
    }
    if (rows === 0 || of.shape[0] === 0) return undefined;
    const opened = openMasks(owner, at, masks, of, 0);
    releases.push(opened.release);
    return opened.batch;
  };
  try {
    const kinds = list.map((masks) => kindOf(masks));
    if (given.dense) {
      const rows = given.images[0]?.given ?? 0;
      const whole = open(value, name, rows, images);
      const masks = given.images.map((_, image) => whole && imageOf(whole, image));
      for (const view of masks) if (view) releases.push(() => releaseMemory(view.data));
      return { masks, kinds: given.images.map(() => kinds[0] as OpenInstances['kinds'][0]), release };
    }
    const [, height, width, channels] = images.shape;
    const masks = list.map((each, image) => {
      const at = images.single ? name : `${name}[${image}]`;
      const one: MaskedImages = { ...images, shape: [1, height, width, channels], single: true };
      return open(each, at, given.images[image]?.given ?? 0, one);
    });
    return { masks, kinds, release };
  } catch (error) {
    release();
    throw error;
  }
}

function kindOf(masks: unknown): OpenInstances['kinds'][0] {
  const data: unknown = (masks as { data?: unknown } | null | undefined)?.data;
  const tensor = isTensor(masks);
  return { dtype: tensor ? (masks.dtype === 'int32' ? 'int32' : 'float32') : (dtypeOf(data) ?? 'uint8'), tensor };
}

/** The masks of boxes at their rows, as [h, w, size] in `out`, where rows without a box stay 0. */
function putMasks({ masks, channels }: ImageBoxes, rows: ArrayLike<number>, size: number, out: Batch['data']): void {
  if (!masks || !ArrayBuffer.isView(out)) return;
  const source = toArray(masks.data, masks.dtype);
  const [, height, width, sourceSize] = masks.shape;
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let i = 0; i < channels.length; i++) {
      out[pixel * size + (rows[i] as number)] = source[pixel * sourceSize + (channels[i] as number)] as number;
    }
  }
}

function inOrder(channels: Int32Array, size: number, masks: Batch): boolean {
  return masks.shape[3] === size && channels.length === size && channels.every((channel, i) => channel === i);
}

/** Masks of the images of dense boxes, [n, h, w, size] (without n for `single`). */
export function writeDenseInstances(
  { kinds }: OpenInstances,
  images: readonly ImageBoxes[],
  size: number,
  [count, height, width]: BatchShape,
  single: boolean,
): unknown {
  const { dtype: given, tensor } = kinds[0] ?? { dtype: 'uint8', tensor: false };
  const dtype = images.find(({ masks }) => masks)?.masks?.dtype ?? given;
  const each = height * width * size;
  const data = alignedArray(dtype, count * each);
  images.forEach((boxes, image) => {
    putMasks(boxes, boxes.rows, size, data.subarray(image * each, (image + 1) * each));
  });
  const shape = [...(single ? [] : [count]), height, width, size];
  return tensor ? importTensor(data, shape, dtype) : { data, shape };
}

/** Masks of the boxes of one image, [h, w, size]. */
export function writeInstances(
  { kinds }: OpenInstances,
  image: number,
  boxes: ImageBoxes,
  size: number,
  [, height, width]: BatchShape,
): unknown {
  const { dtype: given, tensor } = kinds[image] as OpenInstances['kinds'][0];
  const { masks, channels } = boxes;
  const dtype = masks?.dtype ?? given;
  const data = alignedArray(dtype, height * width * size);
  if (masks && inOrder(channels, size, masks)) copyPixels(masks.data, dtype, data, dtype);
  else putMasks(boxes, Int32Array.from(channels.keys()), size, data);
  const shape = [height, width, size];
  return tensor ? importTensor(data, shape, dtype) : { data, shape };
}
