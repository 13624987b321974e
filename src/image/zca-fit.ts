// Whitening of whole images, with what a data set taught.
import { adaptLayers } from '../adapt/adapt.js';
import type { AdaptOptions } from '../adapt/options.js';
import { DEVICES, type Device } from '../device.js';
import { makeError } from '../errors.js';
import { RandomZCAWhitening } from '../layers/random-zca-whitening.js';
import { ZCAWhitening } from '../layers/zca-whitening.js';
import { invalid, parseEnum, type RawOptions, readOptions, show } from '../options.js';
import { OUTPUT_DTYPES } from '../types.js';
import { WHITENING_OPTIONS, type WhiteningOptions } from '../whitening/options.js';

/** Options of zcaFit: those of ZCAWhitening, and how to run. */
export interface ZcaFitOptions extends WhiteningOptions, Pick<AdaptOptions, 'signal' | 'onProgress'> {
  /** Chooses the images when there are more than `maxSamples`. */
  seed?: number;
  /** Where the eigenvectors are found, as for a pipeline; see docs/cuda.md. Default 'cpu'. */
  device?: Device;
}

const FIT = 'image.zcaFit';

/**
 * Learns how to whiten whole images from many of them: an adapted ZCAWhitening, for the option `stats` of zcaWhiten() and
 * randomZcaWhiten(), for a pipeline, or to be used by itself. Takes what ImagePipeline.adapt() takes.
 * @throws ArgumentError for wrong options; NumericError E_TOO_FEW without images; LimitError E_FIT_BYTES when the fit would
 * not fit into memory.
 * Source: ImageDataGenerator.fit with zca_whitening.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const stats = await image.zcaFit({ data: new Uint8Array([1, 2, 3, 5, 0, 4]), shape: [3, 1, 2, 1] }, { epsilon: 0.1 });
 * const white = await image.zcaWhiten({ data: new Uint8Array([1, 2]), shape: [1, 2, 1] }, undefined, { stats });
 */
export async function zcaFit(data: unknown, options?: ZcaFitOptions): Promise<ZCAWhitening> {
  const raw = readOptions(FIT, options, [...WHITENING_OPTIONS, 'seed', 'device', 'signal', 'onProgress']);
  const { device: wanted, signal, onProgress, ...own } = raw;
  const device = parseEnum(FIT, 'device', wanted, DEVICES, 'cpu');
  const layer = new ZCAWhitening(own);
  await adaptLayers([layer], data, { signal, onProgress }, layer.seed ?? 0, device);
  return layer;
}

/** The layer that whitens with `stats` by a coin; with probability 1 it needs none. */
export function whiteningOf(
  owner: string,
  stats: unknown,
  epsilon: unknown,
  probability: number,
  { dtype }: RawOptions,
): RandomZCAWhitening {
  if (!(stats instanceof ZCAWhitening)) {
    throw invalid(owner, 'stats', 'what zcaFit() returns, or an adapted ZCAWhitening', stats, 'E_TYPE');
  }
  const fitted = stats.fitted();
  if (epsilon !== undefined && epsilon !== stats.fit.epsilon) {
    throw makeError(
      'E_CONFLICT',
      `${owner}: epsilon must be left out with stats, which were fitted with ${stats.fit.epsilon}; received ${show(epsilon)}`,
    );
  }
  const result = parseEnum(owner, 'dtype', dtype, OUTPUT_DTYPES, 'float32');
  const layer = new RandomZCAWhitening({ factor: probability, dtype: result });
  layer.setFitted(fitted);
  return layer;
}
