import type { StageSpec } from '../program.js';
import type { WhiteningOptions } from '../whitening/options.js';
import { readConfig } from './config.js';
import type { RandomLayerOptions } from './layer.js';
import { conversionTo } from './lowering.js';
import { splitConfig, WhiteningLayer } from './whitening-layer.js';

export interface ZCAWhiteningOptions extends RandomLayerOptions, WhiteningOptions {}

/**
 * Whitens images with what adapt() learned of a data set, in training and inference alike: the values of the images come
 * out uncorrelated and with variance 1, and of all such transforms the result stays closest to the image. An image x, a
 * row of D = h w c values, becomes (x - m) W with W = U diag(1 / sqrt(s + epsilon)) U^T, where U diag(s) U^T is the
 * covariance of the images. [h, w, c] -> same, float32; all images must have the shape of those it learned from.
 * Fewer images than values are kept as directions, exactly; otherwise W takes 4 D^2 bytes (38 MB for 32 x 32 x 3).
 * @throws ArgumentError for an epsilon that is not above 0; StateError E_NOT_ADAPTED before adapt(); LimitError E_FIT_BYTES
 * when the fit would not fit into memory.
 * Source: zca_whitening of keras.legacy ImageDataGenerator (epsilonMode 'singular') and of keras-preprocessing 1.1
 * ('variance'); Krizhevsky, "Learning multiple layers of features from tiny images", 2009. Keras drops nothing silently:
 * see docs/semantics.md#feature-whitening.
 * @example
 * import { ImagePipeline, ZCAWhitening } from 'tfjs-image-pipeline';
 * const pipeline = new ImagePipeline([new ZCAWhitening({ epsilon: 0.1 })]);
 * await pipeline.adapt({ data: new Uint8Array([1, 2, 3, 5, 0, 4]), shape: [3, 1, 2, 1] });
 * const white = await pipeline.apply({ data: new Uint8Array([1, 2]), shape: [1, 2, 1] });
 */
export class ZCAWhitening extends WhiteningLayer {
  constructor(options?: ZCAWhiteningOptions) {
    super('ZCAWhitening', options);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): ZCAWhitening {
    const [options, learned] = splitConfig(readConfig<Record<string, unknown>>('ZCAWhitening', config));
    const layer = new ZCAWhitening(options);
    layer.restore(learned);
    return layer;
  }

  whitens(): boolean {
    return true;
  }

  lower(): StageSpec[] {
    this.fitted();
    return [conversionTo(this.dtype)];
  }
}
