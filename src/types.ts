// The words of the public API that several files share: types, and the lists of words behind those that options take.

/** Pixel types the library reads and writes. */
export type DType = 'uint8' | 'uint16' | 'int32' | 'float32';

/** Values that an integer dtype holds. */
export const INTEGER_RANGES: Partial<Record<OutputDType, readonly [min: number, max: number]>> = {
  uint8: [0, 2 ** 8 - 1],
  uint16: [0, 2 ** 16 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
};

/** Pixel memory; its class says the dtype. Uint8ClampedArray and Buffer count as uint8. */
export type PixelArray = Uint8Array | Uint8ClampedArray | Uint16Array | Int32Array | Float32Array;

/** [height, width, channels]. */
export type ImageShape = readonly [height: number, width: number, channels: number];
/** [count, height, width, channels]. */
export type BatchShape = readonly [count: number, height: number, width: number, channels: number];
/** An image shape of which parts are not known before the draw; null = unknown. */
export type PartialShape = readonly [height: number | null, width: number | null, channels: number | null];

/** One image without tfjs: row-major [height, width, channels]. */
export interface Image {
  data: PixelArray;
  shape: ImageShape;
}

/** Images of one size: row-major [count, height, width, channels]. */
export interface ImageBatch {
  data: PixelArray;
  shape: BatchShape;
}

export const FILL_MODES = ['constant', 'nearest', 'reflect', 'wrap'] as const;
/** What a geometric layer reads outside its input; docs/semantics.md#fill-modes. */
export type FillMode = (typeof FILL_MODES)[number];

export const INTERPOLATIONS = ['nearest', 'bilinear'] as const;
/** How a geometric layer reads between pixels. */
export type Interpolation = (typeof INTERPOLATIONS)[number];

export const RESIZE_METHODS = [
  'nearest',
  'bilinear',
  'bicubic',
  'lanczos3',
  'lanczos5',
  'gaussian',
  'mitchellcubic',
  'area',
] as const;
/** How a resize reads between pixels; docs/semantics.md#resize. */
export type ResizeInterpolation = (typeof RESIZE_METHODS)[number];

export const OUTPUT_DTYPES = ['float32', 'uint8', 'uint16', 'int32', 'input'] as const satisfies (DType | 'input')[];
/** dtype of a layer's result; 'input' keeps what came in (rounded half to even, saturated). */
export type OutputDType = (typeof OUTPUT_DTYPES)[number];

/** One number f, whose meaning is the layer's, or an explicit [min, max]. */
export type Factor = number | readonly [min: number, max: number];
