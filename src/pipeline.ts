// ImagePipeline: an ordered list of layers with a seed, as one object that runs, learns, saves and feeds data sets.
import { adaptLayers } from './adapt/adapt.js';
import type { AdaptOptions, AdaptStateOptions } from './adapt/options.js';
import { adaptState, mergeStates, type PartialState } from './adapt/partial-states.js';
import type { Applied } from './apply.js';
import type { ApplyOptions, RepeatOptions, SampleOptions } from './apply-options.js';
import { createDataFrameDataset, type DataFrame, type DataFrameOptions } from './data/data-frame.js';
import type { ImageDataset } from './data/dataset.js';
import { createDirectoryDataset, type DirectoryOptions } from './data/directory.js';
import type { DatasetHost } from './data/host.js';
import { DEVICES, type Device } from './device.js';
import type { SampleDraw } from './draws.js';
import { Engine, freshSeed } from './engine.js';
import { makeError } from './errors.js';
import { type FromKerasOptions, pipelineFromKeras } from './keras/from-keras.js';
import { type KerasObject, pipelineToKeras, type ToKerasOptions } from './keras/to-keras.js';
import { layerId } from './layer-ids.js';
import { configOf } from './layers/config-of.js';
import { flatLayers, shapeThrough } from './layers/container.js';
import { Lambda, type LambdaFunction } from './layers/index.js';
import { Layer } from './layers/layer.js';
import { everyEntry, invalid, parseBoolean, parseEnum, parseSeed, readOptions } from './options.js';
import {
  PIPELINE_OPTIONS,
  type PipelineConfig,
  type PipelineOptions,
  parseJson,
  readPipelineConfig,
} from './pipeline-config.js';
import { datasetHost, previewHost } from './pipeline-hosts.js';
import type { PreviewOptions } from './preview/options.js';
import { type PreviewResult, previewImages } from './preview/preview.js';
import type { PreviewData } from './preview/sources.js';
import type { StageSpec } from './program.js';
import { parseSampleSettings, type SampleSettings, sampleSettingsConfig } from './samples/settings.js';
import { loadConfig } from './save/load.js';
import { savePipeline } from './save/save.js';
import type { ImageShape, PartialShape } from './types.js';

/** Draws that fit comfortably into the JS heap; firstIndex gives the next ones. */
const MAX_SAMPLES = 2 ** 20;

/**
 * A list of layers (nested pipelines and plain functions among them) that preprocesses and augments images.
 * Shapes are [h, w, c] or [n, h, w, c]; the dtype of the result is that of the last layer, and without layers the input's.
 * Source: ImagePipeline of the Keras preprocessing RFC; keras.layers.Pipeline.
 * @example
 * import { ImagePipeline, RandomFlip, RandomRotation } from 'tfjs-image-pipeline';
 * const pipeline = new ImagePipeline([new RandomFlip(), new RandomRotation({ factor: 0.1 })], { seed: 42 });
 * const out = await pipeline.apply({ data: new Uint8Array(12), shape: [2, 2, 3] });
 */
export class ImagePipeline extends Layer {
  /** As given, with functions as Lambda layers. */
  readonly layers: readonly Layer[];
  readonly fuse: boolean;
  readonly device: Device;
  /** The seed given, or the one that was picked without one. */
  override readonly seed: number;
  private readonly samples: SampleSettings;
  private readonly engine: Engine;

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
    const key = this.engine.callKey(raw, count, false);
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

  /**
   * Learns the statistics of all adaptable layers (Normalization) from images, batches, tensors, data sets or iterables of
   * those, each layer on the output of the layers before it. When the work fails or is
   * aborted, all layers keep what they had.
   * @throws ArgumentError for data of another kind or of changing shapes; NumericError E_TOO_FEW without images, E_NONFINITE
   * for NaN and infinity; LimitError E_FIT_BYTES before more memory is taken than configure() allows; the signal's reason
   * when aborted.
   * Source: keras.layers.Normalization.adapt, PreprocessingStage.adapt.
   * @example
   * import { ImagePipeline, Normalization } from 'tfjs-image-pipeline';
   * const normalization = new Normalization();
   * const pipeline = new ImagePipeline([normalization]);
   * await pipeline.adapt({ data: new Uint8Array([0, 50, 100, 250]), shape: [2, 2, 1] });
   * const { mean } = normalization.statistics; // [100]
   */
  adapt(data: unknown, options?: AdaptOptions): Promise<void> {
    return adaptLayers(this.flatten(), data, options, this.seed, this.engine.device);
  }

  /**
   * What the first layer that has not been adapted learns from a part of the data, for mergeStates() in this or another
   * process; this pipeline stays as it is. Each part says where it begins, so that no two images have one position; the
   * parts may be empty, and what they are does not change a bit of the result.
   * @throws what adapt() rejects with; ArgumentError E_CONFLICT when all layers are adapted.
   * @example
   * import { ImagePipeline, Normalization } from 'tfjs-image-pipeline';
   * const pipeline = new ImagePipeline([new Normalization()]);
   * const parts = [
   *   { data: new Uint8Array([0, 50, 100, 250]), shape: [2, 2, 1, 1] },
   *   { data: new Uint8Array([10, 70]), shape: [1, 2, 1, 1] },
   * ];
   * const first = await pipeline.adaptState(parts[0], { firstIndex: 0 }); // in one process
   * const second = await pipeline.adaptState(parts[1], { firstIndex: 2 }); // in another
   * await pipeline.mergeStates([second, first]);
   */
  adaptState(data: unknown, options?: AdaptStateOptions): Promise<PartialState> {
    return adaptState(this.flatten(), data, options, this.seed, this.engine.device);
  }

  /**
   * Adapts the first layer that has not been adapted to all data that the states of adaptState() have seen, in any order.
   * Where several layers learn, the next one's states come after this.
   * @throws ArgumentError E_CONFLICT for states of another layer, with other options or of images of one position, E_CONFIG
   * for bytes that are no state; NumericError E_TOO_FEW without images.
   */
  mergeStates(states: readonly PartialState[]): Promise<void> {
    return mergeStates(this.flatten(), states, this.engine.device);
  }

  /**
   * JSON that fromConfig() turns into a pipeline with the same layers, statistics, seed and draws.
   * @throws ArgumentError E_CONFIG for a function that has no name from registerFunction().
   */
  getConfig(): Record<string, unknown> & PipelineConfig {
    return {
      ...(this.name === undefined ? {} : { name: this.name }),
      seed: this.seed,
      fuse: this.fuse,
      ...(this.device === 'cpu' ? {} : { device: this.device }),
      ...sampleSettingsConfig(this.samples),
      layers: this.layers.map((layer) => ({
        className: layer.className,
        config: configOf(layer),
        ...(layer instanceof ImagePipeline ? {} : { id: layerId(layer) }),
      })),
    };
  }

  /**
   * The pipeline of a getConfig() object or its JSON text.
   * @throws ArgumentError E_SPEC for what is no such document, or a layer's own error, with the place in the document.
   * @example
   * import { ImagePipeline, RandomFlip } from 'tfjs-image-pipeline';
   * const text = JSON.stringify(new ImagePipeline([new RandomFlip()]).getConfig());
   * const same = ImagePipeline.fromConfig(text);
   */
  static fromConfig(config: unknown): ImagePipeline {
    return readPipelineConfig(
      typeof config === 'string' ? parseJson(config) : config,
      (layers, options) => new ImagePipeline(layers, options),
    );
  }

  /**
   * Writes getConfig() to a JSON file, and the big arrays of its layers, if any, to a file beside it: 'pipeline.json' has its
   * arrays in 'pipeline.weights.bin'. Missing directories are made. The files appear complete; after an error, what was
   * there before stays.
   * @throws ArgumentError E_CONFIG for a function that has no name; IoError.
   * @example
   * import { ImagePipeline, Normalization } from 'tfjs-image-pipeline';
   * const pipeline = new ImagePipeline([new Normalization()]);
   * await pipeline.adapt({ data: new Uint8Array([0, 50, 100, 250]), shape: [2, 2, 1] });
   * await pipeline.save('model/pipeline.json');
   * const same = await ImagePipeline.load('model/pipeline.json');
   */
  save(path: string): Promise<void> {
    return savePipeline(path, this);
  }

  /**
   * The pipeline that save() wrote to `path`.
   * @throws IoError; ArgumentError E_SPEC for another document, or a layer's own error; DecodeError E_TRUNCATED or E_CORRUPT
   * for arrays that are not those that were saved.
   */
  static async load(path: string): Promise<ImagePipeline> {
    return ImagePipeline.fromConfig(await loadConfig(path));
  }

  /**
   * The pipeline of a Keras Sequential, a keras.layers.Pipeline, a list of layers or one layer, as JSON text or object:
   * what model.to_json() and keras.saving.serialize_keras_object() give, of Keras 2 or 3. Input layers are left out.
   * Results are float32, as in the models of Keras.
   * @throws ArgumentError E_SPEC for a layer that does no preprocessing, or a layer's own error, with the place.
   * @example
   * import { ImagePipeline } from 'tfjs-image-pipeline';
   * const pipeline = ImagePipeline.fromKeras({
   *   class_name: 'Sequential',
   *   config: { layers: [{ class_name: 'RandomFlip', config: { mode: 'horizontal', data_format: 'channels_last' } }] },
   * });
   */
  static fromKeras(json: unknown, options?: FromKerasOptions): ImagePipeline {
    return pipelineFromKeras(json, options, (layers, made) => new ImagePipeline(layers, made));
  }

  /**
   * The object that keras.saving.deserialize_keras_object() of Keras 3, or as text keras.models.model_from_json(), turns
   * into a Sequential or Pipeline of the same layers, with the statistics that were adapted. The seed of the pipeline and
   * `fuse` have no counterpart; random numbers differ from Keras' own.
   * @throws ArgumentError E_KERAS for layers and options that Keras has not, E_NAME for a name used twice.
   * @example
   * import { ImagePipeline, RandomRotation, Rescaling } from 'tfjs-image-pipeline';
   * const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.1 }), new Rescaling({ scale: 1 / 255 })]);
   * const text = JSON.stringify(pipeline.toKeras({ inputShape: [64, 64, 3] }));
   */
  toKeras(options?: ToKerasOptions): KerasObject {
    if (this.samples.dataFormat === 'channelsFirst') {
      throw makeError(
        'E_KERAS',
        "toKeras: layers of Keras do not change the order of the axes, as 'channelsFirst' does",
      );
    }
    return pipelineToKeras(this, options);
  }

  /**
   * Images below a directory, as batches through this pipeline; see DirectoryOptions.
   * @throws DatasetError, IoError or ArgumentError before anything is decoded; the signal's reason when aborted.
   * Source: keras.utils.image_dataset_from_directory.
   * @example
   * import { ImagePipeline, RandomFlip } from 'tfjs-image-pipeline';
   * const pipeline = new ImagePipeline([new RandomFlip()]);
   * const train = await pipeline.fromDirectory('photos', { imageSize: [64, 64], batchSize: 2 });
   * for await (const { xs, ys } of train) {
   *   // xs: { data: Float32Array, shape: [2, 64, 64, 3] }, ys: { data: Int32Array, shape: [2] }
   * }
   */
  fromDirectory(
    directory: string,
    options: DirectoryOptions & { subset: 'both' },
  ): Promise<[ImageDataset, ImageDataset]>;
  fromDirectory(directory: string, options?: DirectoryOptions): Promise<ImageDataset>;
  fromDirectory(directory: string, options?: DirectoryOptions): Promise<ImageDataset | [ImageDataset, ImageDataset]> {
    return createDirectoryDataset(this.host(), directory, options);
  }

  /**
   * Images named by a table: rows, columns, an Arrow table, a Polars data frame or a CSV path; see DataFrameOptions.
   * @throws DatasetError, IoError or ArgumentError before anything is decoded; the signal's reason when aborted.
   * Source: ImageDataGenerator.flow_from_dataframe.
   * @example
   * import { ImagePipeline, Resizing } from 'tfjs-image-pipeline';
   * const pipeline = new ImagePipeline([new Resizing({ height: 32, width: 32 })]);
   * const rows = [{ filename: 'photo.jpg', class: 'cat' }];
   * const train = await pipeline.fromDataFrame(rows, { imageSize: 64, targetMode: 'int' });
   * for await (const { xs, ys, paths } of train) {
   *   // xs.shape: [1, 32, 32, 3], ys.data: Int32Array [0], paths: ['photo.jpg']
   * }
   */
  fromDataFrame(
    frame: DataFrame,
    options: DataFrameOptions & { subset: 'both' },
  ): Promise<[ImageDataset, ImageDataset]>;
  fromDataFrame(frame: DataFrame, options?: DataFrameOptions): Promise<ImageDataset>;
  fromDataFrame(frame: DataFrame, options?: DataFrameOptions): Promise<ImageDataset | [ImageDataset, ImageDataset]> {
    return createDataFrameDataset(this.host(), frame, options);
  }

  /**
   * A contact sheet and single pictures of what this pipeline makes of some images; see PreviewOptions. Of samples the
   * segmentation masks, boxes and keypoints are drawn too, and labels stand below.
   * @param data a directory or file, files, an image, images, a batch, a tensor, a sample, samples or a data set.
   * @throws ArgumentError, DatasetError E_NO_IMAGES, DecodeError, IoError; files are written only when all pictures exist.
   * @example
   * import { ImagePipeline, RandomRotation } from 'tfjs-image-pipeline';
   * const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.1 })]);
   * const { sheet, files } = await pipeline.preview('photo.jpg', { columns: 3, saveToDirectory: 'preview' });
   */
  preview(data: PreviewData, options?: PreviewOptions): Promise<PreviewResult> {
    return previewImages(
      previewHost(this, this.host(), {
        seed: this.seed,
        fuse: this.fuse,
        samples: { ...this.samples, dataFormat: 'channelsLast' },
      }),
      data,
      options,
    );
  }

  private host(): DatasetHost {
    return datasetHost(this.flatten(), this.seed, this.fuse, this.samples);
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
