import { makeError } from '../errors.js';
import { invalid, show } from '../options.js';
import type { StageSpec } from '../program.js';
import type { Image, PartialShape } from '../types.js';
import { readConfig } from './config.js';
import { Layer, type LayerOptions } from './layer.js';

/** What a custom function is told about the image it gets. */
export interface LambdaContext {
  /** Position of the image in the data set. */
  index: number;
  epoch: number;
  /** Which of several augmentations of the image; 0 unless asked for. */
  view: number;
  training: boolean;
  /** That of the call, for functions that can stop early. */
  signal?: AbortSignal;
}

/** A custom step: an image in, an image out. It runs on the JS thread. */
export type LambdaFunction = (image: Image, context: LambdaContext) => Image | Promise<Image>;

export interface LambdaOptions extends LayerOptions {
  /** The step itself, or the name it was registered by. It must not keep or change the image it is given. */
  function: LambdaFunction | { readonly name: string };
}

const registered = new Map<string, LambdaFunction>();

/**
 * Gives a function a name, so that pipelines which use it can be saved and loaded.
 * @throws ArgumentError when the name is taken by another function.
 * @example
 * import { ImagePipeline, Lambda, registerFunction } from 'tfjs-image-pipeline';
 * registerFunction('invert', (image) => ({ ...image, data: image.data.map((value) => 255 - value) }));
 * const config = new ImagePipeline([new Lambda({ function: { name: 'invert' } })]).getConfig();
 */
export function registerFunction(name: string, step: LambdaFunction): void {
  if (typeof name !== 'string' || name === '') {
    throw invalid('registerFunction', 'name', 'a non-empty string', name, 'E_TYPE');
  }
  if (typeof step !== 'function') throw invalid('registerFunction', 'step', 'a function', step, 'E_TYPE');
  if ((registered.get(name) ?? step) !== step) {
    throw makeError('E_NAME', `registerFunction: ${show(name)} is the name of another function`);
  }
  registered.set(name, step);
}

/**
 * Runs a function of yours on every image, anywhere in a pipeline, in training and inference alike.
 * Shape and dtype of the result are what the function returns; `dtype` is not applied to it.
 * getConfig() throws unless the function has a name from registerFunction().
 * @throws ArgumentError for something that is neither a function nor a registered name.
 * Source: keras.layers.Lambda and preprocessing_function of ImageDataGenerator.
 * @example
 * import { Lambda } from 'tfjs-image-pipeline';
 * const invert = new Lambda({ function: (image) => ({ ...image, data: image.data.map((value) => 255 - value) }) });
 * const negative = await invert.apply({ data: new Uint8Array([0, 100]), shape: [1, 2, 1] });
 */
export class Lambda extends Layer {
  readonly function: LambdaFunction;

  constructor(options: LambdaOptions) {
    super('Lambda', options, ['function'], { dtype: 'input' });
    const given = this.raw.function;
    this.function = typeof given === 'function' ? (given as LambdaFunction) : lookUp(given);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): Lambda {
    return new Lambda(readConfig('Lambda', config));
  }

  /** Nothing natively: the engine calls `function` between the native parts of the pipeline. */
  lower(): StageSpec[] {
    return [];
  }

  override outputShape(): PartialShape {
    return [null, null, null];
  }

  getConfig(): Record<string, unknown> {
    for (const [name, step] of registered) {
      if (step === this.function) return { ...this.baseConfig(), function: { name } };
    }
    throw makeError('E_CONFIG', 'Lambda: function has no name to save; call registerFunction(name, function) first');
  }
}

function lookUp(given: unknown): LambdaFunction {
  const name = typeof given === 'object' && given !== null ? (given as { name?: unknown }).name : undefined;
  if (typeof name !== 'string') throw invalid('Lambda', 'function', 'a function', given, 'E_TYPE');
  const step = registered.get(name);
  if (step !== undefined) return step;
  throw makeError('E_CONFIG', `Lambda: no function is registered as ${show(name)}; call registerFunction first`);
}
