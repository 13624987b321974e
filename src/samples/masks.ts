// Segmentation masks and instance masks, in and out.
import { makeError } from '../errors.js';
import { type Batch, openInput } from '../input.js';
import { isArray, toArray } from '../memory.js';
import { fromNative, native } from '../native.js';
import { invalid, show } from '../options.js';
import { importTensor, isTensor } from '../tensor.js';
import { type BatchShape, type DType, INTEGER_RANGES } from '../types.js';

/** The images that masks belong to. */
export interface MaskedImages {
  shape: BatchShape;
  /** One image without a batch axis. */
  single: boolean;
  /** Whether threads will read the masks while their owner can still change them. */
  async: boolean;
}

export interface OpenMasks {
  batch: Batch;
  /** Masks as they came. */
  write(batch: Batch): unknown;
  /** Ends the use of `batch`. */
  release(): void;
}

/** E_RANGE when masks of this dtype cannot have the value that is read outside. */
export function checkMaskFill(owner: string, dtype: DType, fillValue: number): void {
  const range = INTEGER_RANGES[dtype];
  if (!range || (Number.isInteger(fillValue) && fillValue >= range[0] && fillValue <= range[1])) return;
  throw invalid(owner, 'maskFillValue', `a value of ${dtype}, the dtype of the masks`, fillValue);
}

/**
 * Reads the masks of all images: [n, h, w] or [n, h, w, c], without n for one image. `fillValue` must be a value of their
 * dtype.
 */
export function openMasks(
  owner: string,
  name: string,
  value: unknown,
  images: MaskedImages,
  fillValue: number,
): OpenMasks {
  const { single } = images;
  const rank = shapeOf(owner, name, value).length;
  const flat = rank === (single ? 2 : 3);
  if (!flat && rank !== (single ? 3 : 4)) {
    const expected = single ? '[h, w] or [h, w, c]' : '[n, h, w] or [n, h, w, c]';
    throw makeError(
      'E_RANK',
      `${owner}: ${name} must have the shape ${expected}; received ${show(shapeOf(owner, name, value))}`,
    );
  }
  const open = openPixels(owner, name, value, flat ? (shape) => [...shape, 1] : (shape) => shape, images);
  checkMaskFill(owner, open.batch.dtype, fillValue);
  const outer = (shape: BatchShape): number[] => {
    const [count, height, width, channels] = shape;
    return [...(single ? [] : [count]), height, width, ...(flat ? [] : [channels])];
  };
  return { ...open, write: (batch) => writePixels(batch, outer(batch.shape), isTensor(value)) };
}

/** Pixels as a tensor or as { data, shape }. */
export function writePixels({ data, dtype }: Batch, shape: readonly number[], tensor: boolean): unknown {
  return tensor ? importTensor(data, shape, dtype) : { data: toArray(data, dtype), shape: [...shape] };
}

export function shapeOf(owner: string, name: string, value: unknown): readonly unknown[] {
  const shape: unknown = (value as { shape?: unknown } | null | undefined)?.shape;
  if (typeof value === 'object' && value !== null && Array.isArray(shape)) return shape;
  throw invalid(owner, name, 'a tensor or { data, shape }', value, 'E_TYPE');
}

function openPixels(
  owner: string,
  name: string,
  value: unknown,
  asImages: (shape: readonly unknown[]) => readonly unknown[],
  { shape, async }: MaskedImages,
): Omit<OpenMasks, 'write'> {
  const input = openInput(`${owner}: ${name}`, value, asImages);
  try {
    const [count, height, width] = input.batch.shape;
    if (count !== shape[0] || height !== shape[1] || width !== shape[2]) {
      throw makeError(
        'E_SHAPE',
        `${owner}: ${name} must be ${shape[0]} of ${shape[1]}x${shape[2]} like the images; received ${count} of ${height}x${width}`,
      );
    }
    const { data, dtype } = input.batch;
    // Memory that the caller can still change is copied before any thread looks at it.
    if (!async || !isArray(data) || data.length === 0) return input;
    const block = new (native().Block)(data);
    return { batch: { data: block, dtype, shape: input.batch.shape }, release: () => block.release() };
  } catch (error) {
    input.release();
    throw fromNative(error);
  }
}
