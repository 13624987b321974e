import { parseNumber, readOptions } from '../options.js';
import type { PartialShape } from '../types.js';
import { CompositeLayer } from './composite-layer.js';
import { readConfig } from './config.js';
import {
  checkOptionalLayers,
  commonDType,
  commonShape,
  flatLayers,
  layersConfig,
  parseLayers,
  shapeThrough,
} from './container.js';
import type { Layer, RandomLayerOptions } from './layer.js';
import type { Lowering } from './lowering.js';

export interface RandomApplyOptions extends RandomLayerOptions {
  /** The layers that are applied together or not at all: at least one; no Lambda, and none that has to be adapted. */
  layers: readonly Layer[];
  /** Probability that they are applied, within 0..1; one coin for each image. Default `0.5`. */
  probability?: number;
}

const OPTIONS = ['layers', 'probability', 'name', 'dtype', 'seed'];

/**
 * Applies its layers to an image with a probability, in training; does nothing at inference. Its layers draw as they
 * would alone, whatever the coin says. The dtype of the result is by default that of its layers, also where they are not
 * applied. Layers that change the size give images of different sizes, which a batch cannot hold.
 * @throws ArgumentError E_TYPE for what is no layer, E_SIZE for an empty list, E_RANGE for the probability.
 * Source: torchvision.transforms.v2.RandomApply, keras_cv.layers.RandomApply. Keras 3 has none.
 * @example
 * import { RandomApply, RandomRotation } from 'tfjs-image-pipeline';
 * const layer = new RandomApply({ layers: [new RandomRotation({ factor: 0.1 })], probability: 0.3 });
 * const out = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomApply extends CompositeLayer {
  readonly layers: readonly Layer[];
  readonly probability: number;

  constructor(options: RandomApplyOptions) {
    const raw = readOptions('RandomApply', options, OPTIONS);
    const layers = parseLayers('RandomApply', raw.layers);
    super('RandomApply', raw, ['layers', 'probability'], { dtype: commonDType([flatLayers(layers)]), random: true });
    checkOptionalLayers(this.className, layers);
    this.layers = layers;
    this.probability = parseNumber(this.className, 'probability', raw.probability, { min: 0, max: 1, fallback: 0.5 });
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomApply {
    return new RandomApply(readConfig('RandomApply', config));
  }

  protected addStages(list: Lowering): void {
    const coin = list.add(this, { kind: 'coin', params: { probability: this.probability }, dtype: 'input' });
    list.addLayers(flatLayers(this.layers), true, [{ stage: coin, equals: 1 }]);
  }

  override members(): readonly Layer[] {
    return [this, ...flatLayers(this.layers).flatMap((layer) => layer.members())];
  }

  override outputShape(inputShape: PartialShape): PartialShape {
    return commonShape([inputShape, shapeThrough(flatLayers(this.layers), inputShape)]);
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), layers: layersConfig(this.layers), probability: this.probability };
  }
}
