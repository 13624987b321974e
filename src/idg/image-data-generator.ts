// ImageDataGenerator: the camelCase of Keras' class, on an ImagePipeline.
import type { Applied } from '../apply.js';
import type { DataFrame } from '../data/data-frame.js';
import type { RunnerSpec } from '../data/runner.js';
import { Engine, freshSeed } from '../engine.js';
import { makeError } from '../errors.js';
import { readConfig } from '../layers/config.js';
import { Lambda } from '../layers/index.js';
import type { Layer } from '../layers/layer.js';
import type { ZCAWhitening } from '../layers/zca-whitening.js';
import { parseSeed, show } from '../options.js';
import { ImagePipeline } from '../pipeline.js';
import { datasetHost } from '../pipeline-hosts.js';
import { createSampleRunner } from '../sample-runner.js';
import { type DataFormat, DEFAULT_SAMPLE_SETTINGS } from '../samples/settings.js';
import type { TensorLike } from '../tensor.js';
import type { Image, ImageBatch } from '../types.js';
import { runChannelsFirst } from './channels-first.js';
import { fitStatistics } from './fit.js';
import type { FlowHost } from './flow.js';
import { type FlowArrayOptions, type FlowImages, type FlowLabels, flowArrays } from './flow-arrays.js';
import { type FlowDataFrameOptions, flowDataFrame } from './flow-data-frame.js';
import { type FlowDirectoryOptions, flowDirectory } from './flow-directory.js';
import type { ImageDataIterator } from './iterator.js';
import { type AugmentParts, augmentLayers, partsOf, standardizeLayers } from './layers/index.js';
import { PillowResize } from './layers/pillow-resize.js';
import { type ImageDataGeneratorOptions, OWNER, type ParsedOptions, parseGeneratorOptions } from './options.js';
import { MAX_NUMPY_SEED, RandomState } from './random-state.js';
import { type FeatureStatistics, type FitOptions, parseStatistics } from './statistics.js';
import {
  drawOf,
  drawTransform,
  parseImageShape,
  parseTransform,
  type TransformParameters,
  transformOf,
} from './transform.js';

/**
 * Keras' ImageDataGenerator: random transforms and normalization of images, and endless batches of them. Everything runs
 * in an ImagePipeline, shown as `pipeline`. By default the numbers are corrected (true centre, heights move rows, no loss
 * to 8 bits) and the draws keyed by sample; `compat` gives those of an old version exactly. docs/semantics.md lists both.
 * @throws ArgumentError for a wrong argument.
 * Source: keras.preprocessing.image.ImageDataGenerator, keras-preprocessing 1.1.
 * @example
 * import { ImageDataGenerator } from 'tfjs-image-pipeline';
 * const generator = new ImageDataGenerator({ rotationRange: 20, widthShiftRange: 0.1, horizontalFlip: true });
 * const images = { data: new Uint8Array(4 * 8 * 8 * 3), shape: [4, 8, 8, 3] };
 * for await (const { xs, ys } of generator.flow(images, [0, 1, 1, 0], { batchSize: 2, seed: 1 })) {
 *   break; // endless: xs.shape is [2, 8, 8, 3]
 * }
 */
export class ImageDataGenerator {
  readonly #options: ParsedOptions;
  readonly #seed = freshSeed();
  /** Python's global generator. */
  readonly #random = new RandomState(freshSeed());
  readonly #pipelines = new Map<string, ImagePipeline>();
  #statistics: FeatureStatistics | undefined;
  #nextIndex = 0;

  constructor(options?: ImageDataGeneratorOptions) {
    this.#options = parseGeneratorOptions(options);
    // A wrong function is noticed here.
    standardizeLayers(this.#options, undefined);
  }

  /** Mean of each channel that fit() found, as it is subtracted; null before. */
  get mean(): readonly number[] | null {
    return this.#statistics?.mean ?? null;
  }

  /** Standard deviation of each channel that fit() found; null before, or without featurewiseStdNormalization. */
  get std(): readonly number[] | null {
    return this.#statistics?.std ?? null;
  }

  /** The whitening that fit() found; null before, or without zcaWhitening. */
  get whitening(): ZCAWhitening | null {
    return this.#statistics?.whitening ?? null;
  }

  /**
   * What this generator does to an image: its random transforms, then its normalization. Made anew by fit(). As every
   * pipeline it takes images with channels last, and gives them in the order of dataFormat.
   */
  get pipeline(): ImagePipeline {
    return this.#pipelineOf('all', () => this.#layers());
  }

  /**
   * Learns mean and standard deviation of each channel, and the whitening, from images: a batch or a tensor of rank 4.
   * @throws ArgumentError E_RANK for another rank; NumericError for no image, NaN or infinity.
   * @example
   * import { ImageDataGenerator } from 'tfjs-image-pipeline';
   * const generator = new ImageDataGenerator({ featurewiseCenter: true });
   * await generator.fit({ data: new Uint8Array([0, 50, 100, 250]), shape: [2, 2, 1, 1] });
   * const { mean } = generator; // [100]
   */
  async fit(x: ImageBatch | TensorLike, options?: FitOptions): Promise<void> {
    const numpy = (seed: number | undefined) => {
      if (seed !== undefined) this.#random.reseed(this.#numpySeed('fit', seed));
      return this.#random;
    };
    this.#statistics = await fitStatistics(this.#options, x, options, numpy, (image, parameters) =>
      this.#augment(parameters, 'channelsLast').replay(image, [drawOf(parameters)]),
    );
    this.#pipelines.clear();
  }

  /**
   * Endless batches of images in memory, which are copied. Labels y may be numbers, lists of numbers, { data, shape } or a
   * tensor; x may be [images, further inputs].
   * @throws ArgumentError for lengths that differ; DatasetError E_SPLIT when the subsets have different labels.
   * @example
   * import { ImageDataGenerator } from 'tfjs-image-pipeline';
   * const generator = new ImageDataGenerator({ validationSplit: 0.5 });
   * const images = { data: new Uint8Array(16), shape: [4, 2, 2, 1] };
   * const validation = generator.flow(images, [0, 1, 0, 1], { subset: 'validation', shuffle: false });
   * const { value } = await validation.next(); // value.ys.data: Float32Array [0, 1]
   */
  flow(x: FlowImages, y?: FlowLabels | null, options?: FlowArrayOptions): ImageDataIterator {
    return flowArrays(this.#host(), x, y, options);
  }

  /**
   * Endless batches of the image files below a directory, a folder per class.
   * @throws DatasetError, IoError or ArgumentError before anything is decoded.
   * @example
   * import { ImageDataGenerator } from 'tfjs-image-pipeline';
   * const generator = new ImageDataGenerator({ rescale: 1 / 255, zoomRange: 0.2 });
   * const train = await generator.flowFromDirectory('photos', { targetSize: [32, 32], classMode: 'binary', batchSize: 2 });
   * const { cat } = train.classIndices; // 0
   */
  flowFromDirectory(directory: string, options?: FlowDirectoryOptions): Promise<ImageDataIterator> {
    return flowDirectory(this.#host(), directory, options);
  }

  /**
   * Endless batches of the image files that a table names: rows, columns, an Arrow table, a Polars frame or a CSV path.
   * @throws DatasetError, IoError or ArgumentError before anything is decoded.
   * @example
   * import { ImageDataGenerator } from 'tfjs-image-pipeline';
   * const rows = [{ filename: 'photo.jpg', class: 'cat' }];
   * const train = await new ImageDataGenerator().flowFromDataFrame(rows, { targetSize: [32, 32] });
   * const { filenames, length } = train; // ['photo.jpg'], 1
   */
  flowFromDataFrame(frame: DataFrame, options?: FlowDataFrameOptions): Promise<ImageDataIterator> {
    return flowDataFrame(this.#host(), frame, options);
  }

  /**
   * The normalization alone: preprocessingFunction, rescale, samplewise and featurewise centring and scaling. Returns a
   * new image, batch or tensor.
   * @throws StateError E_NOT_ADAPTED when featurewise statistics are missing; with `compat` they are left out.
   */
  standardize<T>(x: T): Promise<Applied<T>> {
    const make = () => standardizeLayers(this.#options, this.#statistics);
    const pipeline = this.#pipelineOf('standardize', make);
    return this.#inOrder('standardize', x, (images) => pipeline.apply(images)) as Promise<Applied<T>>;
  }

  /** randomTransform(): getRandomTransform() and applyTransform() on one image or tensor of rank 3. */
  async randomTransform<T extends Image | TensorLike>(x: T, seed?: number): Promise<T> {
    return this.applyTransform(x, this.getRandomTransform((x as Image).shape, seed));
  }

  /**
   * The parameters of a random transform. Without a seed every call draws others.
   * @param imgShape [height, width, channels], of which shifts in fractions are parts; [channels, height, width] with
   * dataFormat 'channelsFirst'.
   * @throws ArgumentError for a wrong shape or seed.
   * @example
   * import { ImageDataGenerator } from 'tfjs-image-pipeline';
   * const generator = new ImageDataGenerator({ rotationRange: 10, compat: 'idg-2' });
   * const { theta } = generator.getRandomTransform([8, 8, 3], 0); // 0.9762700785464951, as in Python
   */
  getRandomTransform(imgShape: Image['shape'], seed?: number): TransformParameters {
    const shape = parseImageShape(imgShape, this.#options.dataFormat);
    const parsed = parseSeed('getRandomTransform', seed);
    if (this.#options.compat) {
      if (parsed !== undefined) this.#random.reseed(this.#numpySeed('getRandomTransform', parsed));
      return drawTransform(this.#options, shape, this.#random);
    }
    const key = parsed === undefined ? { seed: this.#seed, firstIndex: this.#nextIndex++ } : { seed: parsed };
    const [draw] = this.#augmentOf(partsOf(this.#options)).sample(1, { ...key, shape });
    return transformOf(draw as NonNullable<typeof draw>);
  }

  /**
   * Transforms one image or tensor of rank 3 by given parameters; those left out are neutral. Values become float32.
   * @example
   * import { ImageDataGenerator } from 'tfjs-image-pipeline';
   * const image = { data: new Uint8Array([1, 2, 3, 4]), shape: [2, 2, 1] };
   * const turned = await new ImageDataGenerator().applyTransform(image, { theta: 90 }); // [2, 4, 1, 3]
   */
  async applyTransform<T extends Image | TensorLike>(x: T, parameters: Partial<TransformParameters>): Promise<T> {
    const parsed = parseTransform(parameters);
    const shape: unknown = (x as Image | null | undefined)?.shape;
    if (Array.isArray(shape) && shape.length !== 3) {
      throw makeError('E_RANK', `applyTransform: x must have rank 3; received shape ${show(shape)}`);
    }
    const pipeline = this.#augment(parsed);
    return (await this.#inOrder('applyTransform', x, (images) => pipeline.replay(images, [drawOf(parsed)]))) as T;
  }

  /** All arguments, and what fit() found, as JSON for fromConfig(). E_CONFIG for a function without a registered name. */
  getConfig(): Record<string, unknown> {
    const { widthShiftRange, heightShiftRange, preprocessingFunction, ...rest } = this.#options;
    const named = preprocessingFunction && new Lambda({ function: preprocessingFunction }).getConfig().function;
    return {
      ...rest,
      widthShiftRange: widthShiftRange.given,
      heightShiftRange: heightShiftRange.given,
      preprocessingFunction: named,
      ...(this.#statistics ? { mean: this.mean, std: this.std } : {}),
      ...(this.whitening ? { whitening: this.whitening.getConfig() } : {}),
    };
  }

  /**
   * The generator of a getConfig() object; snake_case keys are read too.
   * @throws what the constructor throws.
   * @example
   * import { ImageDataGenerator } from 'tfjs-image-pipeline';
   * const generator = ImageDataGenerator.fromConfig({ rotation_range: 20, fill_mode: 'constant' });
   */
  static fromConfig(config: unknown): ImageDataGenerator {
    const { mean, std, whitening, ...options } = readConfig<Record<string, unknown>>(OWNER, config);
    const generator = new ImageDataGenerator(options);
    generator.#statistics = parseStatistics(mean, std, whitening);
    return generator;
  }

  #layers(): Layer[] {
    const options = this.#options;
    return [...augmentLayers(options, partsOf(options)), ...standardizeLayers(options, this.#statistics)];
  }

  /** The transforms that these parameters need. */
  #augment({ channelShiftIntensity, brightness }: TransformParameters, dataFormat?: DataFormat): ImagePipeline {
    return this.#augmentOf(
      { channelShift: channelShiftIntensity !== null, brightness: brightness !== null },
      dataFormat,
    );
  }

  #augmentOf(parts: AugmentParts, dataFormat?: DataFormat): ImagePipeline {
    const name = `augment ${parts.channelShift} ${parts.brightness}`;
    return this.#pipelineOf(name, () => augmentLayers(this.#options, parts), dataFormat);
  }

  /** Old numbers round after every step. */
  #pipelineOf(name: string, layers: () => Layer[], dataFormat = this.#options.dataFormat): ImagePipeline {
    const key = `${name} ${dataFormat}`;
    let pipeline = this.#pipelines.get(key);
    if (pipeline === undefined) {
      pipeline = new ImagePipeline(layers(), { seed: this.#seed, fuse: this.#options.compat === null, dataFormat });
      this.#pipelines.set(key, pipeline);
    }
    return pipeline;
  }

  /** Gives `run` the images of a caller with channels last, as pipelines take them. */
  #inOrder(owner: string, x: unknown, run: (images: unknown) => Promise<unknown>): Promise<unknown> {
    return this.#options.dataFormat === 'channelsFirst' ? runChannelsFirst(owner, x, run) : run(x);
  }

  #numpySeed(owner: string, seed: number): number {
    if (seed <= MAX_NUMPY_SEED) return seed;
    throw makeError('E_SEED', `${owner}: seed must be an integer within 0..2^32-1; received ${seed}`);
  }

  #host(): FlowHost {
    const options = this.#options;
    const fuse = options.compat === null;
    return {
      options,
      runner: (seed, spec: RunnerSpec, [height, width], resize) => {
        const layers = this.#layers();
        const samples = { ...DEFAULT_SAMPLE_SETTINGS, dataFormat: options.dataFormat };
        if (resize && fuse) return datasetHost(layers, seed, fuse, samples).createRunner(resize, spec);
        const first = resize ? [new PillowResize(resize)] : [];
        // A resize that picks pixels must see those of the file.
        return createSampleRunner(
          new Engine(OWNER, [...first, ...layers], seed, fuse, 'cpu', samples),
          { height, width, interpolation: 'nearest' },
          spec,
        );
      },
    };
  }
}
