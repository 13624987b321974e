// A data set: a list of samples with a pipeline, an order and a place in it. Every new iteration is the next epoch.
import { setMaxListeners } from 'node:events';
import { makeError } from '../errors.js';
import { type ResultMemory, releaseMemory } from '../memory.js';
import { show } from '../options.js';
import type { Image, ImageBatch } from '../types.js';
import { type BatchContext, type DatasetBatch, type MadeBatch, makeBatch, toArrayBatch, unbatch } from './batch.js';
import { batchCount, batchPlans, type OrderSpec, type Shard, shardLength } from './order.js';
import { prefetch } from './prefetch.js';
import type { DatasetReport, FailedSample } from './report.js';
import { type DatasetState, makeState, readState } from './state.js';
import { type FitIterator, fitElements, fitIterator, type TensorBatch, toTensorBatch } from './tensors.js';

/** What a data set is made of; its creators are fromDirectory and fromDataFrame. */
export interface DatasetSpec {
  context: BatchContext;
  /** Positions in the list that belong to this subset, ascending; null = all. */
  members: Uint32Array | null;
  fingerprint: string;
  seed: number;
  shuffle: boolean;
  /** null yields single images. */
  batchSize: number | null;
  dropRemainder: boolean;
  prefetch: number;
  signal: AbortSignal | undefined;
  shard: Shard;
}

/** A batch whose turn has not come, with what could not be read for it. */
interface PrefetchedBatch {
  /** Undefined where no sample is left. */
  result: PromiseSettledResult<MadeBatch | undefined>;
  failed: readonly FailedSample[];
  positionAfter: number;
}

/** The part of tfjs that toTfData needs: `tf` of @tensorflow/tfjs-node or @tensorflow/tfjs. */
export interface TfWithData<D> {
  // tfjs types its parameter by its own Tensor class, which the library does not import.
  data: { generator: (elements: never) => D };
}

/**
 * Batches of images from files or a table, through a pipeline; made by ImagePipeline.fromDirectory() and fromDataFrame().
 * Every iteration is the next epoch, with an order and draws of its own that depend on seed and epoch only. Iterations may
 * be stopped with `break` and run side by side.
 * Pixels are float32 (with interpolation 'nearest' uint8) where no layer says otherwise.
 * @throws DecodeError, IoError and others while iterating, as `onError` decides; StateError E_CLOSED after close().
 * Source: tf.data.Dataset, keras.utils.image_dataset_from_directory.
 * @example
 * import { ImagePipeline } from 'tfjs-image-pipeline';
 * const train = await new ImagePipeline([]).fromDirectory('photos', { imageSize: [64, 64], batchSize: 2 });
 * for await (const { xs, ys, paths } of train) {
 *   if (train.state().position >= 2) break;
 * }
 * train.resume(train.state()); // the next loop goes on with the second batch
 */
export class ImageDataset<X extends Image | ImageBatch = ImageBatch> implements AsyncIterable<DatasetBatch<X>> {
  readonly #spec: DatasetSpec;
  readonly #order: OrderSpec;
  readonly #running = new Set<AbortController>();
  /** The iteration that state() is about. */
  #latest: AbortController | undefined;
  #closed = false;
  /** Where the latest iteration stands. */
  #epoch = 0;
  #position = 0;
  /** Where the next iteration starts. */
  #nextEpoch = 0;
  #nextPosition = 0;

  /** @internal Data sets are made by ImagePipeline.fromDirectory() and fromDataFrame(). */
  constructor(spec: DatasetSpec) {
    const { seed, shuffle, shard, dropRemainder, members, context } = spec;
    const count = members?.length ?? context.samples.count;
    this.#spec = spec;
    this.#order = { seed, shuffle, count, shard, batchSize: spec.batchSize ?? 1, dropRemainder };
  }

  /** Batches of a whole epoch (of this shard). Fewer come where onError leaves out whole batches. */
  get size(): number {
    return batchCount(this.#order);
  }

  /** Samples of a whole epoch (of this shard). */
  get length(): number {
    return shardLength(this.#order);
  }

  /** Names in the order of the class numbers; empty where samples have no classes. */
  get classNames(): readonly string[] {
    return this.#spec.context.samples.classNames;
  }

  /** Names in the order of the box labels; empty where labels are numbers, and without boxes. */
  get boxClassNames(): readonly string[] {
    return this.#spec.context.samples.places?.boxClassNames ?? [];
  }

  /** Files of all shards in unshuffled order; '' for images in memory. */
  get filePaths(): string[] {
    const { samples } = this.#spec.context;
    return Array.from({ length: this.#order.count }, (_, member) => samples.path(this.#listPosition(member)));
  }

  /** Class number of each of filePaths; null where samples have no single class. */
  get labels(): Int32Array | null {
    const { classes } = this.#spec.context.samples;
    if (classes === null) return null;
    return Int32Array.from({ length: this.#order.count }, (_, i) => classes[this.#listPosition(i)] as number);
  }

  /** What was left out and what failed; shared by training and validation part and by shards. */
  get report(): DatasetReport {
    return this.#spec.context.samples.report;
  }

  /** Batches of typed arrays, 64-byte aligned and the caller's to keep. */
  async *[Symbol.asyncIterator](): AsyncGenerator<DatasetBatch<X>, void, void> {
    const { arrayMemory } = this.#spec.context.host;
    for await (const batch of this.#iterate(arrayMemory)) yield toArrayBatch<X>(batch);
  }

  /**
   * Batches of tensors, which the caller disposes; with tfjs-node that gives their memory to a later batch.
   * @throws StateError E_TFJS_MISSING before tfjs is imported.
   */
  async *tensors(): AsyncGenerator<TensorBatch, void, void> {
    for await (const batch of this.#forTensors()) yield toTensorBatch(batch);
  }

  /**
   * One epoch for model.fitDataset and model.evaluateDataset, which dispose the tensors. Where there are masks and no
   * labels, ys are the masks. Sample weights, boxes and keypoints are left out, as tfjs has no place for them there. With fitDataset's batchesPerEpoch use `toTfData(tf).repeat()`.
   */
  async iterator(): Promise<FitIterator> {
    return fitIterator(fitElements(this.#forTensors()));
  }

  /** A tf.data.Dataset over { xs, ys }, where masks are ys if there are no labels; each of its iterations is the next epoch. */
  toTfData<D>(tf: TfWithData<D>): D {
    const elements = () => fitElements(this.#forTensors());
    return tf.data.generator(elements as never);
  }

  /**
   * The part of process `index` of `count`: every count-th sample of each epoch's order.
   * @throws ArgumentError for an index outside 0..count-1, or for a shard of a shard.
   */
  shard(count: number, index: number): ImageDataset<X> {
    const { owner } = this.#spec.context.samples;
    if (!(Number.isSafeInteger(count) && count >= 1)) {
      throw makeError('E_RANGE', `${owner}: shard count must be an integer >= 1; received ${show(count)}`);
    }
    if (!(Number.isSafeInteger(index) && index >= 0 && index < count)) {
      throw makeError('E_RANGE', `${owner}: shard index must be within 0..${count - 1}; received ${show(index)}`);
    }
    if (this.#spec.shard.count !== 1) throw makeError('E_CONFLICT', `${owner}: this data set is a shard already`);
    const part = new ImageDataset<X>({ ...this.#spec, shard: { count, index } });
    part.#nextEpoch = this.#nextEpoch;
    part.#nextPosition = this.#nextPosition;
    part.#epoch = this.#epoch;
    part.#position = this.#position;
    return part;
  }

  /** Where the latest iteration stands, as JSON; every batch it has handed out counts as done. */
  state(): DatasetState {
    return makeState(this.#identity(), this.#epoch, this.#position);
  }

  /** Lets the next iteration go on from `state`, in O(1). Throws E_STATE when it is another data set's. */
  resume(state: DatasetState): void {
    const [epoch, position] = readState(this.#spec.context.samples.owner, this.#identity(), state);
    this.#latest = undefined;
    this.#epoch = this.#nextEpoch = epoch;
    this.#position = this.#nextPosition = position;
  }

  /** Stops running iterations and refuses new ones; both throw E_CLOSED. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const controller of this.#running) controller.abort(this.#closedError());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** A generator starts at its first next(): fitDataset asks for iterators that it never uses. */
  async *#iterate(memory: ResultMemory): AsyncGenerator<MadeBatch, void, void> {
    if (this.#closed) throw this.#closedError();
    const { signal, prefetch: ahead } = this.#spec;
    signal?.throwIfAborted();
    const controller = new AbortController();
    const stop = AbortSignal.any(signal ? [signal, controller.signal] : [controller.signal]);
    // Every sample in flight listens; Node would warn of more than ten.
    setMaxListeners(0, stop);
    const epoch = this.#nextEpoch;
    const jobs = this.#jobs(epoch, this.#nextPosition, stop, memory);
    this.#latest = controller;
    this.#epoch = epoch;
    this.#position = this.#nextPosition;
    this.#nextEpoch = epoch + 1;
    this.#nextPosition = 0;
    this.#running.add(controller);
    try {
      for await (const made of prefetch(jobs, ahead, () => controller.abort(), drop)) {
        if (stop.aborted) drop(made);
        stop.throwIfAborted();
        const batch = this.#take(made);
        if (this.#latest === controller) this.#position = made.positionAfter;
        if (batch) yield this.#spec.batchSize === null ? unbatch(batch) : batch;
      }
      if (this.#latest === controller) this.#position = this.#order.count;
    } finally {
      this.#running.delete(controller);
    }
  }

  #forTensors() {
    return this.#iterate(this.#spec.context.host.tensorMemory);
  }

  *#jobs(epoch: number, start: number, signal: AbortSignal, memory: ResultMemory) {
    for (const { members, positionAfter } of batchPlans(this.#order, epoch, start)) {
      const positions = members.map((member) => this.#listPosition(member));
      yield async (): Promise<PrefetchedBatch> => {
        const failed: FailedSample[] = [];
        const context = { ...this.#spec.context, noteFailure: (sample: FailedSample) => failed.push(sample) };
        const [result] = await Promise.allSettled([makeBatch(context, positions, epoch, signal, memory)]);
        return { result, failed, positionAfter };
      };
    }
  }

  /** Batches end in any order while they are prefetched; what failed is reported in the order of the data set. */
  #take({ result, failed }: PrefetchedBatch): MadeBatch | undefined {
    for (const sample of failed) this.report.noteFailure(sample);
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  }

  #listPosition(member: number): number {
    const { members } = this.#spec;
    return members === null ? member : (members[member] as number);
  }

  #identity() {
    return { seed: this.#spec.seed, samples: this.#order.count, fingerprint: this.#spec.fingerprint };
  }

  #closedError() {
    return makeError('E_CLOSED', `${this.#spec.context.samples.owner}: the data set is closed`);
  }
}

function drop({ result }: PrefetchedBatch): void {
  if (result.status === 'fulfilled' && result.value) releaseMemory(result.value.xs.data);
}
