// What flow() and its relatives return: endless batches with the attributes of Keras' iterators.
import { setMaxListeners } from 'node:events';
import { type BatchContext, type DatasetBatch, type MadeBatch, makeBatch, toArrayBatch } from '../data/batch.js';
import type { TfWithData } from '../data/dataset.js';
import type { LabelBatch, LabelColumn } from '../data/labels.js';
import { prefetch } from '../data/prefetch.js';
import { type FitElement, type FitIterator, fitIterator, type TensorBatch, toTensorBatch } from '../data/tensors.js';
import { makeError } from '../errors.js';
import { arrayMemory, dtypeOf, type ResultMemory, releaseMemory, toArray } from '../memory.js';
import { show } from '../options.js';
import { importTensor, type TensorLike, tensorMemory } from '../tensor.js';
import type { DType, ImageBatch, ImageShape } from '../types.js';
import type { Compat } from './options.js';
import type { BatchOrder, BatchPlan, Place } from './order.js';
import { type ParsedSave, saveBatch } from './save-batch.js';

/** Batches computed ahead of the one in use. */
const AHEAD = 2;

/** What an iterator is made of; its creators are the flow methods of ImageDataGenerator. */
export interface IteratorSpec {
  context: BatchContext;
  /** Positions in the list of samples that belong to this subset, ascending; null = all. */
  members: Uint32Array | null;
  order: BatchOrder;
  batchSize: number;
  shuffle: boolean;
  seed: number | undefined;
  imageShape: ImageShape;
  classMode: string | null;
  /** Further inputs of the model, in order. */
  misc: readonly LabelColumn[];
  save: ParsedSave | undefined;
  compat: Compat | null;
  filenameOf(path: string): string;
}

/** A batch of ImageDataGenerator. */
export interface GeneratorBatch extends DatasetBatch<ImageBatch> {
  /** Further inputs, as given to flow(); absent without them. */
  misc?: LabelBatch[];
}

/** The same as tensors, which the caller disposes. */
export interface GeneratorTensors extends TensorBatch {
  misc?: TensorLike[];
}

type Made = MadeBatch & { misc?: LabelBatch[] };

interface Taken {
  result: { batch: Made } | { error: unknown };
  plan: BatchPlan;
  /** Where the order stands after this batch. */
  after: Place;
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
  #place: Place;
  #pull: { memory: ResultMemory; batches: AsyncGenerator<Taken, void, void> } | undefined;

  /** @internal Iterators are made by the flow methods of ImageDataGenerator. */
  constructor(spec: IteratorSpec) {
    this.#spec = spec;
    this.#place = spec.order.place;
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

  /** [height, width, channels] of every image. */
  get imageShape(): ImageShape {
    return this.#spec.imageShape;
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
    return classes && Int32Array.from({ length: this.samples }, (_, i) => classes[this.#position(i)] as number);
  }

  /** Path of each file; '' for images in memory. */
  get filepaths(): string[] {
    const { samples } = this.#spec.context;
    return Array.from({ length: this.samples }, (_, i) => samples.path(this.#position(i)));
  }

  /** The same, relative to the directory. */
  get filenames(): string[] {
    return this.filepaths.map((path) => this.#spec.filenameOf(path));
  }

  /** Batches of the current epoch that were handed out. */
  get batchIndex(): number {
    return this.#place.batchIndex;
  }

  /** Batches that were handed out since the iterator was made; with `compat` added to the seed. */
  get totalBatchesSeen(): number {
    return this.#place.totalBatchesSeen;
  }

  /** The next batch, of typed arrays that are the caller's to keep. Never done. */
  async next(): Promise<IteratorYieldResult<GeneratorBatch>> {
    return { value: toArrayBatch<ImageBatch>(await this.#take(arrayMemory)) as GeneratorBatch, done: false };
  }

  /** Drops what was computed ahead; the next next() goes on where this one stands. `break` calls it. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    await this.#stop();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Lets the next batch be the first of a new epoch. */
  reset(): void {
    void this.#stop();
    this.#spec.order.rewind();
    this.#place = this.#spec.order.place;
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
    void this.#stop();
    const plan = this.#spec.order.item(index);
    this.#place = this.#spec.order.place;
    const batch = await this.#make(plan, arrayMemory, new AbortController().signal);
    return toArrayBatch<ImageBatch>(await this.#saved(batch, plan)) as GeneratorBatch;
  }

  /** Makes a new order for getItem(). */
  onEpochEnd(): void {
    void this.#stop();
    this.#spec.order.reshuffle();
    this.#place = this.#spec.order.place;
  }

  /** Endless batches of tensors, which the caller disposes. */
  async *tensors(): AsyncGenerator<GeneratorTensors, void, void> {
    try {
      for (;;) yield toTensors(await this.#take(tensorMemory));
    } finally {
      await this.#stop();
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
      const { xs, ys, misc } = toTensors(await this.#take(tensorMemory));
      const inputs = misc ? ([xs, ...misc] as unknown as TensorLike) : xs;
      yield ys === undefined ? { xs: inputs } : { xs: inputs, ys };
    }
    await this.#stop();
  }

  async #take(memory: ResultMemory): Promise<Made> {
    if (this.#pull?.memory !== memory) {
      void this.#stop();
      this.#pull = { memory, batches: this.#batches(memory) };
    }
    const pull = this.#pull;
    const taken = await pull.batches.next();
    // Stopped by another call meanwhile: start where that left off.
    if (taken.done) return this.#take(memory);
    const { result, plan, after } = taken.value;
    // After a reset() meanwhile the place is that of the reset.
    if (this.#pull === pull) this.#place = after;
    if ('error' in result) throw result.error;
    return await this.#saved(result.batch, plan);
  }

  /** Ends what runs ahead and takes the order back to the last batch that was handed out. */
  async #stop(): Promise<void> {
    const pull = this.#pull;
    if (pull === undefined) return;
    this.#pull = undefined;
    this.#spec.order.restore(this.#place);
    await pull.batches.return();
  }

  async *#batches(memory: ResultMemory): AsyncGenerator<Taken, void, void> {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    const { order } = this.#spec;
    const jobs = function* (this: ImageDataIterator) {
      for (;;) {
        const plan = order.next();
        const after = order.place;
        // A batch that fails is passed over; those behind it are under way already.
        yield () =>
          this.#make(plan, memory, controller.signal).then(
            (batch) => ({ result: { batch }, plan, after }),
            (error: unknown) => ({ result: { error }, plan, after }),
          );
      }
    }.call(this);
    const stop = () => controller.abort();
    yield* prefetch<Taken>(jobs, AHEAD, stop, ({ result }) => {
      if ('batch' in result) releaseMemory(result.batch.xs.data);
    });
  }

  async #make(plan: BatchPlan, memory: ResultMemory, signal: AbortSignal): Promise<Made> {
    const { context, misc, classMode } = this.#spec;
    const positions = plan.members.map((member) => this.#position(member));
    const batch: Made =
      positions.length === 0
        ? this.#empty(plan.epoch, memory)
        : ((await makeBatch(context, positions, plan.epoch, signal, memory, plan.draws)) as MadeBatch);
    if (misc.length > 0) batch.misc = misc.map((column) => column.gather(positions));
    if (classMode === 'input') batch.ys = copyOf(batch);
    return batch;
  }

  /** Only what is handed out is saved, not what was computed ahead. */
  async #saved(batch: Made, { members, hashes }: BatchPlan): Promise<Made> {
    const { save, compat } = this.#spec;
    if (save) await saveBatch(save, batch, members, hashes, compat);
    return batch;
  }

  #empty(epoch: number, memory: ResultMemory): Made {
    const { context } = this.#spec;
    const { shape, dtype } = context.runner.outputSpec({ index: 0, view: 0, batchIndex: 0, epoch });
    const batch: Made = { xs: { ...memory(dtype, 0), shape: [0, ...shape] }, paths: [], indices: [], epoch };
    const { labels, weights } = context.samples;
    if (labels !== null) batch.ys = 'gather' in labels ? labels.gather([]) : labels.map((column) => column.gather([]));
    if (weights !== null) batch.weights = new Float32Array(0);
    return batch;
  }

  #position(member: number): number {
    const { members } = this.#spec;
    return members === null ? member : (members[member] as number);
  }
}

/** The images as labels of their own. */
function copyOf({ xs }: MadeBatch): LabelBatch {
  const data = toArray(xs.data, xs.dtype);
  return { data: data instanceof Int32Array ? data.slice() : Float32Array.from(data), shape: [...xs.shape] };
}

function toTensors({ misc, ...batch }: Made): GeneratorTensors {
  const result: GeneratorTensors = toTensorBatch(batch);
  if (misc) result.misc = misc.map(({ data, shape }) => importTensor(data, shape, dtypeOf(data) as DType));
  return result;
}
