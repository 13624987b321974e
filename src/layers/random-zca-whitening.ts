import { parseEnum, parseNumber } from '../options.js';
import type { StageSpec } from '../program.js';
import type { WhiteningOptions } from '../whitening/options.js';
import { readConfig } from './config.js';
import type { RandomLayerOptions } from './layer.js';
import { conversionTo } from './lowering.js';
import { splitConfig, WhiteningLayer } from './whitening-layer.js';

export interface RandomZCAWhiteningOptions extends RandomLayerOptions, WhiteningOptions {
  /** How likely an image is whitened in training, within 0..1. Default `0.5`. */
  factor?: number;
  /** What happens at inference: 'identity' leaves all images alone, 'whiten' whitens all. Default `'identity'`. */
  inference?: 'identity' | 'whiten';
}

/**
 * ZCAWhitening for some of the images: in training one coin per image decides, at inference none is whitened unless
 * `inference` says so. Images that are not whitened keep their values, as float32. [h, w, c] -> same.
 * Also known as RandomZCAWhiten.
 * @throws ArgumentError for a factor outside 0..1; otherwise as ZCAWhitening.
 * Source: none; ImageDataGenerator whitens every image. See ZCAWhitening.
 * @example
 * import { ImagePipeline, RandomZCAWhitening } from 'tfjs-image-pipeline';
 * const pipeline = new ImagePipeline([new RandomZCAWhitening({ factor: 0.3 })], { seed: 42 });
 * await pipeline.adapt({ data: new Uint8Array([1, 2, 3, 5, 0, 4]), shape: [3, 1, 2, 1] });
 * const some = await pipeline.apply({ data: new Uint8Array([1, 2]), shape: [1, 2, 1] });
 */
export class RandomZCAWhitening extends WhiteningLayer {
  readonly factor: number;
  readonly inference: 'identity' | 'whiten';

  constructor(options?: RandomZCAWhiteningOptions) {
    super('RandomZCAWhitening', options, ['factor', 'inference']);
    const { factor, inference } = this.raw;
    this.factor = parseNumber(this.className, 'factor', factor, { min: 0, max: 1, fallback: 0.5 });
    this.inference = parseEnum(this.className, 'inference', inference, ['identity', 'whiten'], 'identity');
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomZCAWhitening {
    const [options, learned] = splitConfig(readConfig<Record<string, unknown>>('RandomZCAWhitening', config));
    const layer = new RandomZCAWhitening(options);
    layer.restore(learned);
    return layer;
  }

  whitens(training: boolean): boolean {
    return training || this.inference === 'whiten';
  }

  lower(training: boolean): StageSpec[] {
    if (!this.whitens(training)) return [];
    this.fitted();
    const result = conversionTo(this.dtype);
    return training ? [{ kind: 'coin', params: { probability: this.factor }, dtype: 'input' }, result] : [result];
  }

  override configWithoutWeights(): Record<string, unknown> {
    return { ...super.configWithoutWeights(), factor: this.factor, inference: this.inference };
  }
}
