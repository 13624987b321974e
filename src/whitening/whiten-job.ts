// What the native part is told about a batch that is whitened.

import { makeError } from '../errors.js';
import type { Batch } from '../input.js';
import type { WhiteningLayer } from '../layers/whitening-layer.js';
import { DTYPE_CODES, type SliceJob, type WhitenJob } from '../native.js';
import { settings } from '../settings.js';

/** The job that whitens the images of `batch` whose coin in `applied` says so; with no coins all. */
export function whitenJob(
  layer: WhiteningLayer,
  batch: Batch,
  applied: Float64Array,
  input: SliceJob['input'],
  output: Batch,
): Omit<WhitenJob, 'first' | 'count'> {
  return {
    whitening: layer.fitted().native,
    input,
    inputDtype: DTYPE_CODES[batch.dtype],
    output: output.data,
    outputDtype: DTYPE_CODES[output.dtype],
    applied,
    reference: settings().executor === 'reference',
    cudaLibrary: '',
  };
}

/** @throws ArgumentError E_SHAPE for images of another shape than those the layer learned from. */
export function checkShape(owner: string, layer: WhiteningLayer, shape: readonly number[]): void {
  const expected = layer.fitted().shape;
  if (expected.join() === shape.join()) return;
  throw makeError(
    'E_SHAPE',
    `${owner}: ${layer.className} was adapted to images of [${expected.join(', ')}]; received [${shape.join(', ')}]`,
  );
}

// The matrix is read once per slice, so that slices of few images would wait for memory; those of many could not be
// cancelled.
const MIN_IMAGES = 32;
const MULTIPLICATIONS_PER_SLICE = 2 ** 31;

/** How many images make a slice. */
export function imagesPerWhitening(layer: WhiteningLayer, count: number): number {
  const { native, report } = layer.fitted();
  const perImage = report.features * (native.dense ? report.features : 2 * native.rank);
  const wanted = Math.floor(MULTIPLICATIONS_PER_SLICE / Math.max(1, perImage));
  const share = Math.ceil(count / settings().threads);
  return Math.max(Math.min(share, MIN_IMAGES), Math.min(share, wanted));
}
