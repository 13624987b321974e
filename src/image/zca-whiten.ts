// ZCA whitening: of the channels of each image by itself, or of whole images with what a data set taught.
import type { Applied } from '../apply.js';
import type { ApplyOptions } from '../apply-options.js';
import { StageLayer } from '../apply-stages.js';
import type { Layer } from '../layers/layer.js';
import type { ZCAWhitening } from '../layers/zca-whitening.js';
import { invalid, parseEnum, parseNumber, type RawOptions } from '../options.js';
import { OUTPUT_DTYPES } from '../types.js';
import { type ImageOptions, readCall, readRandomCall } from './call.js';
import { whiteningOf } from './zca-fit.js';

/** Options of zcaWhiten. Results are float32 unless `dtype` says otherwise. */
export interface ZcaWhitenOptions extends ImageOptions {
  /**
   * Whitens all values of an image together, with what zcaFit() or an adapted ZCAWhitening learned of a data set, instead
   * of the channels of each image by itself. `epsilon` is then that of the fit.
   */
  stats?: ZCAWhitening;
}

/** Options of randomZcaWhiten. Results are float32 unless `dtype` says otherwise. */
export interface RandomZcaWhitenOptions extends ZcaWhitenOptions {
  /** How likely an image is whitened, within 0..1; default 0.5. */
  probability?: number;
}

const DEFAULT_EPSILON = 1e-6;
const RANDOM = 'image.randomZcaWhiten';

function whitening(owner: string, epsilon: unknown, probability: number, own: RawOptions): Layer {
  const { dtype, stats } = own;
  if (stats !== undefined) return whiteningOf(owner, stats, epsilon, probability, own);
  const added = parseNumber(owner, 'epsilon', epsilon, { fallback: DEFAULT_EPSILON });
  if (added < 0) throw invalid(owner, 'epsilon', 'a finite number >= 0', added);
  const result = parseEnum(owner, 'dtype', dtype, OUTPUT_DTYPES, 'float32');
  return new StageLayer(owner, [{ kind: 'channel_zca', params: { epsilon: added, probability }, dtype: result }]);
}

/**
 * Every image by itself with its channels whitened: mean 0, and the identity as their covariance. Of all such transforms
 * ZCA stays closest to the image. The pixels are the samples, m their mean and U diag(s) U^T their population covariance;
 * a pixel x, a row of channels, becomes (x - m) U diag(1 / sqrt(s + epsilon)) U^T.
 * Same shape, up to 256 channels, float32. `epsilon`, in squared units of the values, is added to the variances and so
 * bounds how much faint directions are enlarged; at least 0, default 1e-6. Directions without variance stay empty.
 * One channel gives (x - mean) / sqrt(variance + epsilon), an image of one colour zeros, one with a NaN or an infinity NaN.
 * @throws ArgumentError E_RANGE for an epsilon below 0, E_CHANNELS for more than 256 channels.
 * Source: the channel form of ZCA; zca_whitening of ImageDataGenerator whitens all values of a data set instead.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array([1, 2, 3, 5, 0, 4]), shape: [1, 3, 2] };
 * const white = await image.zcaWhiten(photo);
 */
export async function zcaWhiten<T>(images: T, epsilon?: number, options?: ZcaWhitenOptions): Promise<Applied<T>> {
  const owner = 'image.zcaWhiten';
  const { own, run } = readCall(owner, options, ['stats']);
  return whitening(owner, epsilon, 1, own).apply(images, run);
}

function readRandomZca(
  epsilon: unknown,
  seed: number | undefined,
  options: unknown,
): { layer: Layer; run: ApplyOptions } {
  const { own, run } = readRandomCall(RANDOM, seed, options, ['probability', 'stats']);
  const probability = parseNumber(RANDOM, 'probability', own.probability, { min: 0, max: 1, fallback: 0.5 });
  return { layer: whitening(RANDOM, epsilon, probability, own), run };
}

/**
 * Every other image, by a coin of its own, whitened as by zcaWhiten(); the others keep their values, as float32.
 * @throws ArgumentError as zcaWhiten() does, and E_RANGE for a probability outside 0..1.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array([1, 2, 3, 5, 0, 4]), shape: [1, 3, 2] };
 * const white = await image.randomZcaWhiten(photo, 1e-6, 42, { probability: 0.8 });
 */
export async function randomZcaWhiten<T>(
  images: T,
  epsilon?: number,
  seed?: number,
  options?: RandomZcaWhitenOptions,
): Promise<Applied<T>> {
  const { layer, run } = readRandomZca(epsilon, seed, options);
  return layer.apply(images, run);
}

/** randomZcaWhiten() on the calling thread, for tf.image, whose functions return tensors and not promises. */
export function randomZcaWhitenSync<T>(
  images: T,
  epsilon?: number,
  seed?: number,
  options?: RandomZcaWhitenOptions,
): Applied<T> {
  const { layer, run } = readRandomZca(epsilon, seed, options);
  return layer.applySync(images, run);
}
