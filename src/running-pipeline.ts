// An ordered list of layers with a seed, as one object that runs and tells what it draws.
import type { Applied } from './apply.js';
import type { ApplyOptions, RepeatOptions, SampleOptions } from './apply-options.js';
import { DEVICES, type Device } from './device.js';
import type { SampleDraw } from './draws.js';
import { Engine, freshSeed } from './engine.js';
import { flatLayers, shapeThrough } from './layers/container.js';
import { Lambda, type LambdaFunction } from './layers/index.js';
import { Layer } from './layers/layer.js';
import { everyEntry, invalid, parseBoolean, parseEnum, parseSeed, readOptions } from './options.js';
import { PIPELINE_OPTIONS, type PipelineOptions } from './pipeline-config.js';
import type { StageSpec } from './program.js';
import { parseSampleSettings, type SampleSettings } from './samples/settings.js';
import type { ImageShape, PartialShape } from './types.js';

/** Draws that fit comfortably into the JS heap; firstIndex gives the next ones. */
const MAX_SAMPLES = 2 ** 20;

/** The part of ImagePipeline that runs. */
export abstract class RunningPipeline extends Layer {
  /** As given, with functions as Lambda layers. */
  readonly layers: readonly Layer[];
  readonly fuse: boolean;
  readonly device: Device;
  /** The seed given, or the one that was picked without one. */
  override readonly seed: number;
  protected readonly samples: SampleSettings;
  protected readonly engine: Engine;

  /**
   * @param layers layers, pipelines, and functions of the form (image, context) => image, in the order they run.
   * @throws ArgumentError E_TYPE for anything else in the list, E_NAME for two layers that would draw the same.
   */
  constructor(layers: readonly (Layer | LambdaFunction)[], options?: PipelineOptions) {
    super('ImagePipeline', options === undefined ? {} : withoutPipelineKeys(options), []);
    const raw = readOptions('ImagePipeline', options, PIPELINE_OPTIONS);
    if (!Array.isArray(layers)) throw invalid('ImagePipeline', 'layers', 'an array of layers', layers, 'E_TYPE');
    this.layers = Object.freeze(Array.from(layers, toLayer));
    this.fuse = parseBoolean('ImagePipeline', 'fuse', raw.fuse, true);
    this.device = parseEnum('ImagePipeline', 'device', raw.device, DEVICES, 'cpu');
    this.seed = parseSeed('ImagePipeline', raw.seed) ?? freshSeed();
    this.samples = parseSampleSettings('ImagePipeline', raw);
    if (this.samples.role === 'masks' && this.device === 'cuda') {
      throw invalid('ImagePipeline', 'device', "'cpu' or 'auto' with role: 'masks'", this.device, 'E_CONFLICT');
    }
    const { role, dataFormat } = this.samples;
    if (dataFormat === 'channelsFirst' && this.device === 'cuda') {
      throw invalid('ImagePipeline', 'device', "'cpu' or 'auto' with dataFormat 'channelsFirst'", 'cuda', 'E_CONFLICT');
    }
    const device = role === 'masks' || dataFormat === 'channelsFirst' ? 'cpu' : this.device;
    this.engine = new Engine('ImagePipeline', this.flatten(), this.seed, this.fuse, device, this.samples);
  }

  override flatten(): readonly Layer[] {
    return flatLayers(this.layers);
  }

  lower(training: boolean): StageSpec[] {
    return this.flatten().flatMap((layer) => layer.lower(training));
  }

  /** Shape of the result for an input shape [height, width, channels]; null where it depends on the draw. */
  override outputShape(inputShape: PartialShape): PartialShape {
    const isPart = (size: unknown) => size === null || isSize(size);
    if (!Array.isArray(inputShape) || inputShape.length !== 3 || !everyEntry(inputShape, isPart)) {
      throw invalid('outputShape', 'inputShape', '[height, width, channels]', inputShape, 'E_SHAPE');
    }
    const [height, width, channels] = shapeThrough(this.flatten(), inputShape);
    return this.samples.dataFormat === 'channelsFirst' ? [channels, height, width] : [height, width, channels];
  }

  /**
   * Runs all layers on an image, a batch, a tf.Tensor of rank 3 or 4, a sample (images with labels, masks, boxes and
   * keypoints, see Sample), or an array of images or samples, off the JS thread.
   * @returns the same kind as `images`; a tensor is new and the caller's to dispose. Inputs are never written to and may
   * be changed or disposed at once. One thing can still change: a tensor whose typed array TensorFlow shares, as it does
   * with 64-byte aligned arrays once an op has seen the tensor, follows that array until the promise settles.
   * @throws ArgumentError, LimitError, OwnershipError, StateError; the signal's reason when aborted.
   */
  override apply<T>(images: T, options: RepeatOptions): Promise<Applied<T>[]>;
  override apply<T>(images: T, options?: ApplyOptions): Promise<Applied<T>>;
  override apply<T>(images: T, options?: ApplyOptions): Promise<unknown> {
    return this.engine.apply(images, options);
  }

  /**
   * apply() on the calling thread, which it blocks; custom functions must not be async, and `signal` cannot come in time.
   * @throws what apply() rejects with.
   */
  override applySync<T>(images: T, options: RepeatOptions): Applied<T>[];
  override applySync<T>(images: T, options?: ApplyOptions): Applied<T>;
  override applySync<T>(images: T, options?: ApplyOptions): unknown {
    return this.engine.applySync(images, options);
  }

  /**
   * The numbers that apply() draws for `count` samples, at most 2^20, under the same key: plain JSON for replay().
   * @throws ArgumentError for a wrong count or key; StateError E_NOT_ADAPTED before adapt().
   * @example
   * import { ImagePipeline, RandomRotation } from 'tfjs-image-pipeline';
   * const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.1 })], { seed: 42 });
   * const draws = pipeline.sample(1, { epoch: 3 });
   * // [{ stages: [{ layer: 'RandomRotation', kind: 'rotation', values: { angleRad: ... } }] }]
   * const turned = await pipeline.replay({ data: new Uint8Array(12), shape: [2, 2, 3] }, draws);
   */
  sample(count: number, options?: SampleOptions): SampleDraw[] {
    const raw = readOptions('sample', options, ['training', 'seed', 'epoch', 'firstIndex', 'view', 'shape']);
    if (!(Number.isSafeInteger(count) && count >= 0 && count <= MAX_SAMPLES)) {
      throw invalid('sample', 'count', `an integer within 0..${MAX_SAMPLES}`, count, 'E_SIZE');
    }
    const shape = raw.shape ?? [224, 224, 3];
    if (!Array.isArray(shape) || shape.length !== 3 || !everyEntry(shape, isSize)) {
      throw invalid('sample', 'shape', '[height, width, channels]', shape, 'E_SHAPE');
    }
    const training = parseBoolean('sample', 'training', raw.training, true);
    const key = this.engine.keys.read(raw, count, false);
    return this.engine.sample(count, key, shape as unknown as ImageShape, training);
  }

  /**
   * apply() with kept draws, one per image, instead of new ones. `training` must be what it was for sample().
   * @throws ArgumentError E_DRAWS for draws of other layers or for another number of images.
   */
  async replay<T>(images: T, draws: readonly SampleDraw[], options?: ApplyOptions): Promise<Applied<T>> {
    if (!Array.isArray(draws)) throw invalid('replay', 'draws', 'an array as sample() returns it', draws, 'E_TYPE');
    return this.engine.apply(images, options, draws) as Promise<Applied<T>>;
  }
}

function withoutPipelineKeys(options: PipelineOptions): object {
  return typeof options === 'object' && options !== null && Object.hasOwn(options, 'name')
    ? { name: options.name }
    : {};
}

function isSize(size: unknown): boolean {
  return Number.isSafeInteger(size) && (size as number) >= 1;
}

function toLayer(value: unknown, position: number): Layer {
  if (value instanceof Layer) return value;
  if (typeof value === 'function') return new Lambda({ function: value as LambdaFunction });
  throw invalid('ImagePipeline', `layers[${position}]`, 'a layer or a function', value, 'E_TYPE');
}
