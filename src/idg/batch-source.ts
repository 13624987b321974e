// Where an iterator takes its batches from: plans of the order, computed ahead, and the place where the caller stands.
import { setMaxListeners } from 'node:events';
import { type BatchContext, type MadeBatch, makeBatch } from '../data/batch.js';
import { gatherLabels, type LabelBatch, type LabelColumn } from '../data/labels.js';
import { prefetch } from '../data/prefetch.js';
import { type ResultMemory, releaseMemory, toArray } from '../memory.js';
import type { DataFormat } from '../samples/settings.js';
import type { ImageShape } from '../types.js';
import { shownShape } from './channels-first.js';
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
  /** [height, width, channels]. */
  imageShape: ImageShape;
  /** Order of the axes of the batches. */
  dataFormat: DataFormat;
  classMode: string | null;
  /** Further inputs of the model, in order. */
  misc: readonly LabelColumn[];
  save: ParsedSave | undefined;
  compat: Compat | null;
  filenameOf(path: string): string;
}

/** A batch before it is handed out. */
export type GeneratedBatch = MadeBatch & { misc?: LabelBatch[] };

interface Taken {
  result: { batch: GeneratedBatch } | { error: unknown };
  plan: BatchPlan;
  /** Where the order stands after this batch. */
  after: Place;
}

/** Endless batches in an order that can be taken back to the last one that was handed out. */
export class BatchSource {
  readonly #spec: IteratorSpec;
  #place: Place;
  #pull: { memory: ResultMemory; batches: AsyncGenerator<Taken, void, void> } | undefined;

  constructor(spec: IteratorSpec) {
    this.#spec = spec;
    this.#place = spec.order.place;
  }

  /** Where the order stands after the last batch that was handed out. */
  get place(): Place {
    return this.#place;
  }

  /** Drops what was computed ahead, and lets `change` set the order to another place. */
  reorder<T>(change: (order: BatchOrder) => T): T {
    void this.stop();
    const { order } = this.#spec;
    const result = change(order);
    this.#place = order.place;
    return result;
  }

  /** Batch `index` of the epoch, whatever was taken before. */
  async item(index: number, memory: ResultMemory): Promise<GeneratedBatch> {
    const plan = this.reorder((order) => order.item(index));
    const batch = await this.#make(plan, memory, new AbortController().signal);
    return await this.#saved(batch, plan);
  }

  /** The next batch; what was computed ahead for other memory is dropped. */
  async take(memory: ResultMemory): Promise<GeneratedBatch> {
    if (this.#pull?.memory !== memory) {
      void this.stop();
      this.#pull = { memory, batches: this.#batches(memory) };
    }
    const pull = this.#pull;
    const taken = await pull.batches.next();
    // Stopped by another call meanwhile: start where that left off.
    if (taken.done) return this.take(memory);
    const { result, plan, after } = taken.value;
    // After a reset() meanwhile the place is that of the reset.
    if (this.#pull === pull) this.#place = after;
    if ('error' in result) throw result.error;
    return await this.#saved(result.batch, plan);
  }

  /** Ends what runs ahead and takes the order back to the last batch that was handed out. */
  async stop(): Promise<void> {
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
    const jobs = function* (this: BatchSource) {
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

  async #make(plan: BatchPlan, memory: ResultMemory, signal: AbortSignal): Promise<GeneratedBatch> {
    const { context, misc, classMode } = this.#spec;
    const positions = plan.members.map((member) => this.position(member));
    const batch: GeneratedBatch =
      positions.length === 0
        ? this.#empty(plan.epoch, memory)
        : ((await makeBatch(context, positions, plan.epoch, signal, memory, plan.draws)) as MadeBatch);
    if (misc.length > 0) batch.misc = misc.map((column) => column.gather(positions));
    if (classMode === 'input') batch.ys = copyOf(batch);
    return batch;
  }

  /** Only what is handed out is saved, not what was computed ahead. */
  async #saved(batch: GeneratedBatch, { members, hashes }: BatchPlan): Promise<GeneratedBatch> {
    const { save, compat, dataFormat } = this.#spec;
    if (save) await saveBatch(save, batch, members, hashes, { compat, dataFormat });
    return batch;
  }

  #empty(epoch: number, memory: ResultMemory): GeneratedBatch {
    const { context, imageShape, dataFormat } = this.#spec;
    const { dtype } = context.runner.outputSpec({ index: 0, view: 0, batchIndex: 0, epoch });
    const xs = { ...memory(dtype, 0), shape: [0, ...shownShape(imageShape, dataFormat)] };
    const batch: GeneratedBatch = { xs, paths: [], indices: [], epoch };
    const { labels, weights } = context.samples;
    if (labels !== null) batch.ys = gatherLabels(labels, []);
    if (weights !== null) batch.weights = new Float32Array(0);
    return batch;
  }

  /** Position of a member in the list of samples. */
  position(member: number): number {
    const { members } = this.#spec;
    return members === null ? member : (members[member] as number);
  }
}

/** The images as labels of their own. */
function copyOf({ xs }: MadeBatch): LabelBatch {
  const data = toArray(xs.data, xs.dtype);
  return { data: data instanceof Int32Array ? data.slice() : Float32Array.from(data), shape: [...xs.shape] };
}
