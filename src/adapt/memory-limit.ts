// Refuses, before the work, what would not fit into memory.
import { makeError } from '../errors.js';
import { dtypeBehind, shapeThrough } from '../layers/container.js';
import type { AdaptableLayer, Layer } from '../layers/layer.js';
import { show, showGigabytes } from '../options.js';
import { settings } from '../settings.js';
import type { DType, ImageShape } from '../types.js';
import type { KnownSize } from './read-data.js';

/**
 * Bytes that adapting takes for images as they reach the layer.
 * @throws LimitError E_FIT_BYTES.
 */
export function checkAdaptBytes(
  layer: AdaptableLayer,
  shape: ImageShape,
  count: number | undefined,
  dtype: DType,
): number {
  const bytes = layer.adaptBytes(shape, count, dtype);
  const { maxAdaptBytes } = settings();
  if (bytes <= maxAdaptBytes) return bytes;
  const needs = `needs ${showGigabytes(bytes)}; the limit is ${showGigabytes(maxAdaptBytes)}`;
  throw makeError('E_FIT_BYTES', `${layer.className}: adapt() on images of ${show(shape)} ${needs}`);
}

/** checkAdaptBytes() for a layer behind `before`, where shape and dtype are known without running those. */
export function checkKnownBytes(
  layer: AdaptableLayer,
  before: readonly Layer[],
  { shape, count, dtype = 'float32' }: KnownSize,
): number {
  if (shape === undefined) return 0;
  const [height, width, channels] = shapeThrough(before, shape);
  if (height === null || width === null || channels === null) return 0;
  const behind = dtypeBehind(before);
  return checkAdaptBytes(layer, [height, width, channels], count, behind === 'input' ? dtype : behind);
}
