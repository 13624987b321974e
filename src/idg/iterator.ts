// What flow() and its relatives return: endless batches with the attributes of Keras' iterators.
import { type DatasetBatch, toArrayBatch } from '../data/batch.js';
import type { TfWithData } from '../data/dataset.js';
import type { LabelBatch } from '../data/labels.js';
import { type FitElement, type FitIterator, fitIterator, type TensorBatch, toTensorBatch } from '../data/tensors.js';
import { makeError } from '../errors.js';
import { arrayMemory, dtypeOf } from '../memory.js';
import { show } from '../options.js';
import { importTensor, type TensorLike, tensorMemory } from '../tensor.js';
import type { DType, ImageBatch, ImageShape } from '../types.js';
import { BatchSource, type GeneratedBatch, type IteratorSpec } from './batch-source.js';
import { shownShape } from './channels-first.js';

/** A batch of ImageDataGenerator. */
export interface GeneratorBatch extends DatasetBatch<ImageBatch> {
  /** Further inputs, as given to flow(); absent without them. */
  misc?: LabelBatch[];
}

/** The same as tensors, which the caller disposes. */
export interface GeneratorTensors extends TensorBatch {
  misc?: TensorLike[];
}

/**
 * Endless batches of an ImageDataGenerator: `for await (const { xs, ys } of iterator)` goes on from epoch to epoch until
 * it is left with `break`. The last batch of an epoch is short. model.fitDataset(iterator, { epochs }) takes an epoch at a
 * time, and so does toTfData(tf), which evaluateDataset and validationData need.
 * @throws DecodeError, IoError and others of the images while iterating.
 * Source: keras.preprocessing.image.Iterator, DirectoryIterator, NumpyArrayIterator, DataFrameIterator.
 * @example
 * import { ImageDataGenerator } from 'tfjs-image-pipeline';
 * const generator = new ImageDataGenerator({ rescale: 1 / 255 });
 * const iterator = await generator.flowFromDirectory('photos', { targetSize: [32, 32], batchSize: 4 });
 * const { value } = await iterator.next(); // value.xs.shape: [4, 32, 32, 3]
 */
export class ImageDataIterator implements AsyncIterableIterator<GeneratorBatch> {
  readonly #spec: IteratorSpec;
  readonly #source: BatchSource;

  /** @internal Iterators are made by the flow methods of ImageDataGenerator. */
  constructor(spec: IteratorSpec) {
    this.#spec = spec;
    this.#source = new BatchSource(spec);
  }

  /** Samples of an epoch. */
  get samples(): number {
    return this.#spec.members?.length ?? this.#spec.context.samples.count;
  }

  /** The same, as arrays call it. */
  get n(): number {
    return this.samples;
  }

  /** Batches of an epoch. */
  get length(): number {
    return Math.ceil(this.samples / this.batchSize);
  }

  /** The same, for batchesPerEpoch. */
  get steps(): number {
    return this.length;
  }

  get batchSize(): number {
    return this.#spec.batchSize;
  }

  get shuffle(): boolean {
    return this.#spec.shuffle;
  }

  /** The seed given, or the one that was picked; null with `compat` and no seed. */
  get seed(): number | null {
    return this.#spec.seed ?? null;
  }

  get classMode(): string | null {
    return this.#spec.classMode;
  }

  /** [height, width, channels] of every image; [channels, height, width] with dataFormat 'channelsFirst'. */
  get imageShape(): ImageShape {
    return shownShape(this.#spec.imageShape, this.#spec.dataFormat);
  }

  /** [height, width] of every image. */
  get targetSize(): readonly [number, number] {
    const [height, width] = this.#spec.imageShape;
    return [height, width];
  }

  /** Names in the order of the class numbers. */
  get classNames(): readonly string[] {
    return this.#spec.context.samples.classNames;
  }

  get numClasses(): number {
    return this.classNames.length;
  }

  /** Class number of each name. */
  get classIndices(): Record<string, number> {
    return Object.fromEntries(this.classNames.map((name, index) => [name, index]));
  }

  /** Class number of each sample; null where samples have no single class. */
  get classes(): Int32Array | null {
    const { classes } = this.#spec.context.samples;
    return classes && Int32Array.from({ length: this.samples }, (_, i) => classes[this.#source.position(i)] as number);
  }

  /** Path of each file; '' for images in memory. */
  get filepaths(): string[] {
    const { samples } = this.#spec.context;
    return Array.from({ length: this.samples }, (_, i) => samples.path(this.#source.position(i)));
  }

  /** The same, relative to the directory. */
  get filenames(): string[] {
    return this.filepaths.map((path) => this.#spec.filenameOf(path));
  }

  /** Batches of the current epoch that were handed out. */
  get batchIndex(): number {
    return this.#source.place.batchIndex;
  }

  /** Batches that were handed out since the iterator was made; with `compat` added to the seed. */
  get totalBatchesSeen(): number {
    return this.#source.place.totalBatchesSeen;
  }

  /** The next batch, of typed arrays that are the caller's to keep. Never done. */
  async next(): Promise<IteratorYieldResult<GeneratorBatch>> {
    return { value: toArrayBatch<ImageBatch>(await this.#source.take(arrayMemory)) as GeneratorBatch, done: false };
  }

  /** Drops what was computed ahead; the next next() goes on where this one stands. `break` calls it. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    await this.#source.stop();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Lets the next batch be the first of a new epoch. */
  reset(): void {
    this.#source.reorder((order) => order.rewind());
  }

  /**
   * Batch `index` of the epoch, whatever was taken before. The order is made once and stays until onEpochEnd().
   * @throws ArgumentError E_RANGE for an index outside 0..length-1.
   */
  async getItem(index: number): Promise<GeneratorBatch> {
    if (!(Number.isSafeInteger(index) && index >= 0 && index < this.length)) {
      const { owner } = this.#spec.context.samples;
      throw makeError('E_RANGE', `${owner}: index must be within 0..${this.length - 1}; received ${show(index)}`);
    }
    return toArrayBatch<ImageBatch>(await this.#source.item(index, arrayMemory)) as GeneratorBatch;
  }

  /** Makes a new order for getItem(). */
  onEpochEnd(): void {
    this.#source.reorder((order) => order.reshuffle());
  }

  /** Endless batches of tensors, which the caller disposes. */
  async *tensors(): AsyncGenerator<GeneratorTensors, void, void> {
    try {
      for (;;) yield toTensors(await this.#source.take(tensorMemory));
    } finally {
      await this.#source.stop();
    }
  }

  /** One epoch for model.fitDataset, which disposes the tensors. Sample weights are left out. */
  async iterator(): Promise<FitIterator> {
    return fitIterator(this.#epoch());
  }

  /** A tf.data.Dataset over { xs, ys }; each of its iterations is one epoch. */
  toTfData<D>(tf: TfWithData<D>): D {
    return tf.data.generator((() => this.#epoch()) as never);
  }

  /** A generator starts at its first next(): fitDataset asks for iterators that it never uses. */
  async *#epoch(): AsyncGenerator<FitElement, void, void> {
    this.reset();
    for (let batch = 0; batch < this.length; batch++) {
      const { xs, ys, misc } = toTensors(await this.#source.take(tensorMemory));
      const inputs = misc ? ([xs, ...misc] as unknown as TensorLike) : xs;
      yield ys === undefined ? { xs: inputs } : { xs: inputs, ys };
    }
    await this.#source.stop();
  }
}

function toTensors({ misc, ...batch }: GeneratedBatch): GeneratorTensors {
  const result: GeneratorTensors = toTensorBatch(batch);
  if (misc) result.misc = misc.map(({ data, shape }) => importTensor(data, shape, dtypeOf(data) as DType));
  return result;
}
