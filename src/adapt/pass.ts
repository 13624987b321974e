// One layer reads all the data, as the layers before it leave it.
import type { Device } from '../device.js';
import { Engine } from '../engine.js';
import { type Batch, readInput } from '../input.js';
import { type AdaptableLayer, type AdaptState, isAdaptable, type Layer } from '../layers/layer.js';
import { dtypeOf } from '../memory.js';
import { invalid } from '../options.js';
import type { DType, ImageBatch, ImageShape, PixelArray } from '../types.js';
import { unlessAborted } from './abort.js';
import { checkAdaptBytes, checkKnownBytes } from './memory-limit.js';
import { type ParsedAdaptOptions, POSITIONS_OF_ROUND } from './options.js';
import { Progress } from './progress.js';
import { batchesOf, type KnownSize } from './read-data.js';

/** What all layers of a call read. */
export interface Source {
  owner: string;
  /** All layers of the pipeline, flattened. */
  layers: readonly Layer[];
  data: unknown;
  known: KnownSize;
  seed: number;
  device: Device;
  options: ParsedAdaptOptions;
}

/** The layers that have to learn. */
export function learningLayers(layers: readonly Layer[]): AdaptableLayer[] {
  return layers.filter(isAdaptable).filter(({ fixed }) => !fixed);
}

/** The layer's name or class, with a number where another learning layer before it is called the same. */
export function labelOf(layer: AdaptableLayer, layers: readonly Layer[]): string {
  const called = (other: Layer) => other.name ?? other.className;
  const alike = layers.filter(isAdaptable).filter((other) => called(other) === called(layer));
  const number = alike.indexOf(layer) + 1;
  return number > 1 ? `${called(layer)} ${number}` : called(layer);
}

/** The layers that images run through on their way to `layer`. */
export function layersBefore({ layers }: Source, layer: AdaptableLayer): readonly Layer[] {
  return layers.slice(0, layers.indexOf(layer));
}

/** Reading of all rounds by one layer. */
export class Pass {
  readonly progress: Progress;
  readonly #source: Source;
  readonly #layer: AdaptableLayer;
  readonly #state: AdaptState;
  readonly #engine: Engine | undefined;
  readonly #firstIndex: number;
  /** Images in all, with those the state has already. */
  readonly #total: number | undefined;
  #isFirstBatch = true;
  /** Position after the last image of a round. */
  nextIndex: number;

  constructor(source: Source, layer: AdaptableLayer, state: AdaptState, firstIndex: number) {
    const { owner, layers, known, seed, device, options } = source;
    const before = layersBefore(source, layer);
    this.#source = source;
    this.#layer = layer;
    this.#state = state;
    this.#engine = before.length > 0 ? new Engine(owner, before, seed, true, device) : undefined;
    this.#firstIndex = this.nextIndex = firstIndex;
    this.#total = known.count === undefined ? undefined : known.count * options.rounds + state.count;
    const start = { layer: labelOf(layer, layers), totalImages: known.count, rounds: options.rounds };
    this.progress = new Progress(options.onProgress, start);
  }

  /** Feeds all rounds to the state. */
  async read(): Promise<void> {
    const { known, options } = this.#source;
    const bytes = checkKnownBytes(this.#layer, layersBefore(this.#source, this.#layer), {
      ...known,
      ...(this.#total === undefined ? {} : { count: this.#total }),
    });
    await this.progress.report({ bytes });
    for (let round = 0; round < options.rounds; round++) await this.#readRound(round);
    options.signal?.throwIfAborted();
  }

  async #readRound(round: number): Promise<void> {
    const { owner, data, options } = this.#source;
    let images = 0;
    for await (const item of batchesOf(owner, data)) {
      options.signal?.throwIfAborted();
      const { batch } = readInput(owner, item);
      const firstIndex = this.#firstIndex + images;
      const count = batch.shape[0];
      if (firstIndex + count > POSITIONS_OF_ROUND) {
        throw invalid(owner, 'firstIndex', 'so low that all positions stay below 2^43', this.#firstIndex);
      }
      await this.#feed(await this.#run(batch, round, firstIndex), round * POSITIONS_OF_ROUND + firstIndex);
      images += count;
      await this.progress.note({ images, round: round + 1 });
    }
    this.nextIndex = this.#firstIndex + images;
  }

  async #run(batch: Batch<PixelArray>, epoch: number, firstIndex: number): Promise<Batch<PixelArray>> {
    if (!this.#engine) return batch;
    const { augment, signal } = this.#source.options;
    const options = { training: augment, epoch, firstIndex, ...(signal ? { signal } : {}) };
    const result = await this.#engine.apply({ data: batch.data, shape: batch.shape }, options);
    return readInput(this.#source.owner, result as ImageBatch).batch;
  }

  async #feed({ data, shape }: Batch<PixelArray>, index: number): Promise<void> {
    const values = data instanceof Uint8ClampedArray ? new Uint8Array(data) : data;
    if (this.#isFirstBatch) {
      const [, height, width, channels] = shape;
      const image: ImageShape = [height, width, channels];
      const bytes = checkAdaptBytes(this.#layer, image, this.#total, dtypeOf(values) as DType);
      await this.progress.note({ bytes });
      this.#isFirstBatch = false;
    }
    await unlessAborted(this.#state.update(values, shape, index), this.#source.options.signal);
  }
}
