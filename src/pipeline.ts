// ImagePipeline: an ordered list of layers with a seed, as one object that runs, learns, saves and feeds data sets.
import { type AdaptOptions, adaptLayers } from './adapt.js';
import type { Applied } from './apply.js';
import type { ApplyOptions } from './apply-options.js';
import { shapeThrough } from './assemble.js';
import { createDataFrameDataset, type DataFrame, type DataFrameOptions } from './data/data-frame.js';
import type { ImageDataset } from './data/dataset.js';
import { createDirectoryDataset, type DirectoryOptions } from './data/directory.js';
import type { DatasetHost } from './data/host.js';
import type { SampleDraw } from './draws.js';
import { Engine, freshSeed } from './engine.js';
import { layerId } from './layer-ids.js';
import { Lambda, type LambdaFunction, Resizing } from './layers/index.js';
import { Layer } from './layers/layer.js';
import { alignedArray } from './memory.js';
import { everyEntry, invalid, parseBoolean, parseSeed, readOptions } from './options.js';
import { type PipelineConfig, type PipelineOptions, parseJson, readPipelineConfig } from './pipeline-config.js';
import type { PreviewHost } from './preview/host.js';
import type { PreviewOptions } from './preview/options.js';
import { type PreviewResult, previewImages } from './preview/preview.js';
import type { PreviewData } from './preview/sources.js';
import type { StageSpec } from './program.js';
import { decodeImage } from './read-image.js';
import { createSampleRunner } from './sample-runner.js';
import { whenAllEnd } from './scheduler.js';
import { imageOfTensor, isTensor } from './tensor.js';
import type { ImageShape, PartialShape } from './types.js';

/** Draws that fit comfortably into the JS heap; firstIndex gives the next ones. */
const MAX_SAMPLES = 2 ** 20;

export interface SampleOptions {
  training?: boolean;
  seed?: number;
  epoch?: number;
  firstIndex?: number;
  /** Shape of the images; matters only to layers whose draw depends on it (RandomCrop). Default [224, 224, 3]. */
  shape?: ImageShape;
}

/**
 * A list of layers (nested pipelines and plain functions among them) that preprocesses and augments images.
 * Source: ImagePipeline of the Keras preprocessing RFC; keras.layers.Pipeline.
 * @example
 * const pipeline = new ImagePipeline([new RandomFlip(), new RandomRotation({ factor: 0.1 })], { seed: 42 });
 * const out = await pipeline.apply({ data: new Uint8Array(12), shape: [2, 2, 3] });
 */
export class ImagePipeline extends Layer {
  readonly layers: readonly Layer[];
  readonly fuse: boolean;
  override readonly seed: number;
  private readonly engine: Engine;

  constructor(layers: readonly (Layer | LambdaFunction)[], options?: PipelineOptions) {
    super('ImagePipeline', options === undefined ? {} : withoutPipelineKeys(options), []);
    const raw = readOptions('ImagePipeline', options, ['seed', 'fuse', 'name']);
    if (!Array.isArray(layers)) throw invalid('ImagePipeline', 'layers', 'an array of layers', layers, 'E_TYPE');
    this.layers = Object.freeze(Array.from(layers, toLayer));
    this.fuse = parseBoolean('ImagePipeline', 'fuse', raw.fuse, true);
    this.seed = parseSeed('ImagePipeline', raw.seed) ?? freshSeed();
    this.engine = new Engine('ImagePipeline', this.flatten(), this.seed, this.fuse);
  }

  override flatten(): readonly Layer[] {
    return this.layers.flatMap((layer) => layer.flatten());
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
    return shapeThrough(this.flatten(), inputShape);
  }

  /**
   * Runs all layers on an image, a batch, an array of images or a tf.Tensor of rank 3 or 4, off the JS thread.
   * @returns the same kind as `images`; a tensor is new and the caller's to dispose. Inputs are never written to and may
   * be changed or disposed at once.
   * @throws ArgumentError, LimitError, OwnershipError, StateError; the signal's reason when aborted.
   */
  override apply<T>(images: T, options?: ApplyOptions): Promise<Applied<T>> {
    return this.engine.apply(images, options) as Promise<Applied<T>>;
  }

  /** apply() on the calling thread; custom functions must not be async. */
  override applySync<T>(images: T, options?: ApplyOptions): Applied<T> {
    return this.engine.applySync(images, options) as Applied<T>;
  }

  /** The numbers that apply() would draw for `count` samples under the same key: plain JSON for replay(). */
  sample(count: number, options?: SampleOptions): SampleDraw[] {
    const raw = readOptions('sample', options, ['training', 'seed', 'epoch', 'firstIndex', 'shape']);
    if (!(Number.isSafeInteger(count) && count >= 0 && count <= MAX_SAMPLES)) {
      throw invalid('sample', 'count', `an integer within 0..${MAX_SAMPLES}`, count, 'E_SIZE');
    }
    const shape = raw.shape ?? [224, 224, 3];
    if (!Array.isArray(shape) || shape.length !== 3 || !everyEntry(shape, isSize)) {
      throw invalid('sample', 'shape', '[height, width, channels]', shape, 'E_SHAPE');
    }
    const training = parseBoolean('sample', 'training', raw.training, true);
    const key = this.engine.callKey({ __proto__: null, ...raw, epoch: raw.epoch ?? 0 }, count);
    return this.engine.sample(count, key, shape as unknown as ImageShape, training);
  }

  /** apply() with kept draws, one per image, instead of new ones. */
  replay<T>(images: T, draws: readonly SampleDraw[], options?: ApplyOptions): Promise<Applied<T>> {
    if (!Array.isArray(draws)) throw invalid('replay', 'draws', 'an array as sample() returns it', draws, 'E_TYPE');
    return this.engine.apply(images, options, draws) as Promise<Applied<T>>;
  }

  /**
   * Learns the statistics of all adaptable layers (Normalization) from images, batches, tensors, data sets or iterables of
   * those, each layer on the output of the layers before it. On failure nothing changes.
   * Source: keras.layers.Normalization.adapt, PreprocessingStage.adapt.
   */
  adapt(data: unknown, options?: AdaptOptions): Promise<void> {
    return adaptLayers(this.flatten(), data, options, this.seed);
  }

  /** JSON that fromConfig() turns into a pipeline with the same layers, statistics, seed and draws. */
  getConfig(): Record<string, unknown> & PipelineConfig {
    return {
      ...(this.name === undefined ? {} : { name: this.name }),
      seed: this.seed,
      fuse: this.fuse,
      layers: this.layers.map((layer) => ({
        className: layer.className,
        config: layer.getConfig(),
        ...(layer instanceof ImagePipeline ? {} : { id: layerId(layer) }),
      })),
    };
  }

  /** The pipeline of a getConfig() object or its JSON text. */
  static fromConfig(config: unknown): ImagePipeline {
    return readPipelineConfig(
      typeof config === 'string' ? parseJson(config) : config,
      (layers, options) => new ImagePipeline(layers, options),
    );
  }

  /** Images below a directory, as batches through this pipeline; see DirectoryOptions. */
  fromDirectory(
    directory: string,
    options: DirectoryOptions & { subset: 'both' },
  ): Promise<[ImageDataset, ImageDataset]>;
  fromDirectory(directory: string, options?: DirectoryOptions): Promise<ImageDataset>;
  fromDirectory(directory: string, options?: DirectoryOptions): Promise<ImageDataset | [ImageDataset, ImageDataset]> {
    return createDirectoryDataset(this.host(), directory, options);
  }

  /** Images named by a table: rows, columns, an Arrow table, a Polars data frame or a CSV path; see DataFrameOptions. */
  fromDataFrame(
    frame: DataFrame,
    options: DataFrameOptions & { subset: 'both' },
  ): Promise<[ImageDataset, ImageDataset]>;
  fromDataFrame(frame: DataFrame, options?: DataFrameOptions): Promise<ImageDataset>;
  fromDataFrame(frame: DataFrame, options?: DataFrameOptions): Promise<ImageDataset | [ImageDataset, ImageDataset]> {
    return createDataFrameDataset(this.host(), frame, options);
  }

  /** A contact sheet and single pictures of what this pipeline makes of some images; see PreviewOptions. */
  preview(data: PreviewData, options?: PreviewOptions): Promise<PreviewResult> {
    return previewImages(this.previewHost(), data, options);
  }

  private previewHost(): PreviewHost {
    return {
      run: (images, indexes, { seed, epoch, training }) =>
        whenAllEnd(
          images.map((image, i) => {
            const key = { epoch, firstIndex: indexes[i] as number, ...(seed === undefined ? {} : { seed }) };
            return this.apply(image, { training, ...key });
          }),
        ),
      decode: (path) => decodeImage(path, { channels: 3 }),
      listImages: async (directory) => {
        const files = await createDirectoryDataset(this.host(), directory, { labels: null, shuffle: false });
        return (files as ImageDataset).filePaths;
      },
      fromTensor: (value) => (isTensor(value) ? imageOfTensor(value) : undefined),
    };
  }

  private host(): DatasetHost {
    return {
      seed: this.seed,
      supersede: false,
      createRunner: (resize, spec) => {
        const { height, width, interpolation, cropToAspectRatio, padToAspectRatio } = resize;
        const first = new Resizing({
          name: 'dataset',
          height,
          width,
          interpolation,
          cropToAspectRatio,
          padToAspectRatio,
          dtype: interpolation === 'nearest' ? 'input' : 'float32',
        });
        const engine = new Engine('ImagePipeline', [first, ...this.flatten()], this.seed, this.fuse);
        return createSampleRunner(engine, { height, width, interpolation }, spec);
      },
      alignedArray,
    };
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
