import type { StageSpec } from '../program.js';
import type { PartialShape } from '../types.js';
import { readConfig } from './config.js';
import { flatLayers, layersConfig, parseLayers, shapeThrough } from './container.js';
import { Layer, type LayerOptions } from './layer.js';

export interface PipelineLayerOptions extends Pick<LayerOptions, 'name'> {
  /** The layers, in the order they run. Pipelines and Lambda layers may be among them. */
  layers: readonly Layer[];
}

/**
 * Several layers as one, for layers that take one layer (RandomChoice) and for Keras' configs. ImagePipeline is the list
 * that also has a seed, adapts and reads data sets. Shape and dtype are those behind the last layer.
 * @throws ArgumentError E_TYPE for what is no layer.
 * Source: keras.layers.Pipeline.
 * @example
 * import { Pipeline, RandomChoice, RandomFlip, RandomInvert, RandomRotation } from 'tfjs-image-pipeline';
 * const turned = new Pipeline({ layers: [new RandomFlip(), new RandomRotation({ factor: 0.1 })] });
 * const layer = new RandomChoice({ layers: [turned, new RandomInvert()] });
 * const out = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class Pipeline extends Layer {
  readonly layers: readonly Layer[];

  constructor(options: PipelineLayerOptions) {
    super('Pipeline', options, ['layers'], { dtype: 'input' });
    this.layers = parseLayers(this.className, this.raw.layers, 0);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): Pipeline {
    return new Pipeline(readConfig('Pipeline', config));
  }

  override flatten(): readonly Layer[] {
    return flatLayers(this.layers);
  }

  lower(training: boolean): StageSpec[] {
    return this.flatten().flatMap((layer) => layer.lower(training));
  }

  override outputShape(inputShape: PartialShape): PartialShape {
    return shapeThrough(this.flatten(), inputShape);
  }

  getConfig(): Record<string, unknown> {
    return { ...(this.name === undefined ? {} : { name: this.name }), layers: layersConfig(this.layers) };
  }
}
