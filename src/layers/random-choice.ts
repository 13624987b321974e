import { everyEntry, invalid, readOptions } from '../options.js';
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

export interface RandomChoiceOptions extends RandomLayerOptions {
  /** The layers of which each image gets one; a Pipeline counts as one. No Lambda, and none that has to be adapted. */
  layers: readonly Layer[];
  /** One number >= 0 for each layer; its share of their sum is the layer's probability. Default: all alike. */
  weights?: readonly number[];
}

const OPTIONS = ['layers', 'weights', 'name', 'dtype', 'seed'];

/**
 * Applies one of its layers to each image, in training; does nothing at inference. All its layers draw, whatever is
 * picked. The dtype of the result is by default that of its layers where they agree, else float32.
 * @throws ArgumentError E_TYPE for what is no layer, E_SIZE for an empty list or another number of weights, E_RANGE for
 * weights below 0 or a sum of 0.
 * Source: torchvision.transforms.v2.RandomChoice, keras_cv.layers.RandomChoice. Keras 3 has none.
 * @example
 * import { RandomChoice, RandomFlip, RandomRotation } from 'tfjs-image-pipeline';
 * const layer = new RandomChoice({ layers: [new RandomFlip(), new RandomRotation({ factor: 0.1 })], weights: [1, 3] });
 * const out = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomChoice extends CompositeLayer {
  readonly layers: readonly Layer[];
  /** undefined: all alike. */
  readonly weights: readonly number[] | undefined;

  constructor(options: RandomChoiceOptions) {
    const raw = readOptions('RandomChoice', options, OPTIONS);
    const layers = parseLayers('RandomChoice', raw.layers);
    const dtype = commonDType(layers.map((layer) => layer.flatten()));
    super('RandomChoice', raw, ['layers', 'weights'], { dtype, random: true });
    checkOptionalLayers(this.className, layers);
    this.layers = layers;
    this.weights = parseWeights(this.className, raw.weights, layers.length);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomChoice {
    return new RandomChoice(readConfig('RandomChoice', config));
  }

  protected addStages(list: Lowering): void {
    const weights = this.weights ?? this.layers.map(() => 1);
    const choice = list.add(this, { kind: 'choice', params: { weights }, dtype: 'input' });
    this.layers.forEach((layer, pick) => {
      list.addLayers(layer.flatten(), true, [{ stage: choice, equals: pick }]);
    });
  }

  override members(): readonly Layer[] {
    return [this, ...flatLayers(this.layers).flatMap((layer) => layer.members())];
  }

  override outputShape(inputShape: PartialShape): PartialShape {
    return commonShape(this.layers.map((layer) => shapeThrough(layer.flatten(), inputShape)));
  }

  getConfig(): Record<string, unknown> {
    const { weights } = this;
    return { ...this.baseConfig(), layers: layersConfig(this.layers), ...(weights === undefined ? {} : { weights }) };
  }
}

function parseWeights(owner: string, value: unknown, count: number): readonly number[] | undefined {
  if (value === undefined || value === null) return undefined;
  const expected = `${count} numbers >= 0, one for each layer, with a sum above 0`;
  if (!Array.isArray(value)) throw invalid(owner, 'weights', expected, value, 'E_TYPE');
  if (value.length !== count) throw invalid(owner, 'weights', expected, value, 'E_SIZE');
  const weights = Array.from(value);
  const isWeight = (weight: unknown) => typeof weight === 'number' && weight >= 0 && Number.isFinite(weight);
  const sum = weights.reduce((total: number, weight: number) => total + weight, 0);
  if (!everyEntry(weights, isWeight) || !(sum > 0 && Number.isFinite(sum))) {
    throw invalid(owner, 'weights', expected, value);
  }
  return Object.freeze(weights);
}
