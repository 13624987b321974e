// A layer of this library as a tf.layers.Layer: one class per class name and tfjs, made from the registry.
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { makeError } from '../../errors.js';
import { isAdaptable, isWhiteningLayer, type Layer } from '../../layers/layer.js';
import { Normalization } from '../../layers/normalization.js';
import { show } from '../../options.js';
import type { PartialShape } from '../../types.js';
import type { ModelLayer, Tf } from '../tf.js';
import { type ModelLayerArgs, type ModelLayerParts, readModelConfig, writeModelConfig } from './config.js';
import type { AddWeight, LayerWeights } from './layer-weights.js';
import { withoutGradient } from './no-gradient.js';
import { StatisticsWeights } from './statistics-weights.js';
import { WhiteningWeights } from './whitening-weights.js';

/** A shape inside a model, the batch first; null = unknown. */
export type ModelShape = (number | null)[];

/** The class of layers named `className` in the models of one tfjs. */
export interface ModelLayerClass {
  readonly className: string;
  new (parts: ModelLayerParts): ModelLayer;
  fromConfig(ignored: unknown, config: unknown): ModelLayer;
}

export function makeModelLayerClass(tf: Tf, className: string): ModelLayerClass {
  class ImageLayer extends tf.layers.Layer {
    static readonly className = className;
    readonly #layer: Layer;
    #firstIndex: number;
    #weights: LayerWeights[] = [];

    constructor({ layer, firstIndex, args }: ModelLayerParts) {
      super(args as ModelLayerArgs as never);
      this.#layer = layer;
      this.#firstIndex = firstIndex;
    }

    static override fromConfig(_: unknown, config: unknown): never {
      return new ImageLayer(readModelConfig(className, config)) as never;
    }

    override computeOutputShape(inputShape: ModelShape | ModelShape[]): ModelShape {
      const shape = oneShape(className, inputShape);
      const result = this.#layer.outputShape(shape.slice(-3) as unknown as PartialShape);
      return [...shape.slice(0, -3), ...result];
    }

    override build(inputShape: ModelShape | ModelShape[]): void {
      const shape = oneShape(className, inputShape);
      const add: AddWeight = (name, dtype, value, dims) =>
        this.addWeight(name, dims, dtype as DataType, { apply: value } as never, undefined, false) as never;
      this.#weights = addWeights(tf, this.#layer, shape.slice(-3) as unknown as PartialShape, add);
      this.built = true;
    }

    override call(inputs: Tensor | Tensor[], kwargs: { training?: unknown } | null): Tensor {
      const input = oneTensor(className, inputs);
      this.#sync();
      const training = kwargs?.training === true;
      const firstIndex = this.#firstIndex;
      const result = tf.tidy(() =>
        withoutGradient(tf, className, input, (x) => this.#layer.applySync(x, { training, firstIndex })),
      );
      if (training) this.#firstIndex += input.rank === 4 ? (input.shape[0] as number) : 1;
      return result;
    }

    override get nonTrainableWeights() {
      for (const weights of this.#weights) weights.push();
      return super.nonTrainableWeights;
    }

    override set nonTrainableWeights(weights) {
      super.nonTrainableWeights = weights;
    }

    #sync(): void {
      for (const weights of this.#weights) weights.sync();
    }

    override getConfig() {
      this.#sync();
      return { ...writeModelConfig(this.#layer, this.#firstIndex), ...super.getConfig() } as never;
    }
  }
  return ImageLayer as unknown as ModelLayerClass;
}

/** Weights for every layer in `layer` that learns; statistics given by hand are options, as in Keras. */
function addWeights(tf: Tf, layer: Layer, inputShape: PartialShape, add: AddWeight): LayerWeights[] {
  const added: LayerWeights[] = [];
  const alone = layer.flatten().length === 1 && layer.flatten()[0] === layer;
  const seen = new Set<Layer>();
  let shape = inputShape;
  for (const part of layer.flatten()) {
    if (isAdaptable(part) && !part.fixed && !seen.has(part)) {
      seen.add(part);
      const word = part instanceof Normalization ? 'normalization' : 'whitening';
      const prefix = alone ? '' : `${part.name ?? `${word}_${added.length}`}/`;
      if (part instanceof Normalization) added.push(new StatisticsWeights(tf, part, prefix, shape, add));
      else if (isWhiteningLayer(part)) added.push(new WhiteningWeights(tf, part, prefix, add));
    }
    shape = part.outputShape(shape);
  }
  return added;
}

function oneShape(owner: string, shape: ModelShape | ModelShape[]): ModelShape {
  const shapes = (Array.isArray(shape[0]) ? shape : [shape]) as ModelShape[];
  if (shapes.length !== 1) {
    throw makeError('E_TYPE', `${owner}: a layer takes one input; received ${shapes.length}`);
  }
  const [only] = shapes as [ModelShape];
  if (only.length === 3 || only.length === 4) return only;
  throw makeError('E_RANK', `${owner}: images must have rank 3 or 4; received shape ${show(only)}`);
}

function oneTensor(owner: string, inputs: Tensor | Tensor[]): Tensor {
  if (!Array.isArray(inputs)) return inputs;
  if (inputs.length === 1) return inputs[0] as Tensor;
  throw makeError('E_TYPE', `${owner}: a layer takes one input; received ${inputs.length}`);
}
