// One file or image -> its slot in a batch: what data sets call for every sample. JPEG files are read, decoded and run
// in one task on a pool thread; everything else is decoded by sharp first.
import { type Segment, takesBatches } from './assemble.js';
import type { BatchCompanions, MovedCompanions, SampleCompanions } from './data/companions.js';
import type {
  BatchPixels,
  BatchRunner,
  DecodeSpec,
  RunnerSpec,
  SampleKey,
  SampleRunner,
  SampleSource,
} from './data/runner.js';
import type { Engine } from './engine.js';
import { makeError } from './errors.js';
import { type RunData, runSegments } from './execute.js';
import { FileQueue } from './file-queue.js';
import { readInput } from './input.js';
import { isMixingLayer, isWhiteningLayer } from './layers/layer.js';
import {
  arrayMemory,
  copyPixels,
  dtypeOf,
  isArray,
  type PixelMemory,
  type ResultMemory,
  releaseMemory,
} from './memory.js';
import type { Mixture } from './mixing/mixture.js';
import { DTYPE_CODES, fromNative } from './native.js';
import { type CallKey, drawNumbers } from './numbers.js';
import { decodeSource } from './read-image.js';
import { type DecodeTarget, FULL_SIZE, MAX_FILE_BYTES } from './read-jpeg.js';
import type { RunOptions } from './run-options.js';
import { joinMoved, type MovedSample, openWithCompanions, writeMoved } from './sample-companions.js';
import { memoryShape, type SampleSettings } from './samples/settings.js';
import { settings } from './settings.js';
import { outputOf } from './slice-job.js';
import { tensorDType } from './tensor.js';
import type { BatchShape, DType, Image, ImageShape } from './types.js';

/** Size that every decoded image is brought to by the first layer. */
export interface FirstResize {
  height: number;
  width: number;
  interpolation: string;
}

interface OutputSpec {
  shape: ImageShape;
  dtype: DType;
}

interface BatchQueue extends Pick<SampleKey, 'batchIndex' | 'epoch'> {
  signal: AbortSignal | undefined;
  queue: FileQueue;
}

const ANY_CHANNELS = 3;

/** The runner of `engine`, whose first layer resizes to `resize`. */
export function createSampleRunner(engine: Engine, resize: FirstResize, spec: RunnerSpec): SampleRunner {
  return new EngineRunner(engine, resize, spec);
}

class EngineRunner implements SampleRunner {
  readonly together: BatchRunner | undefined;
  private readonly inputShape: ImageShape;
  private readonly samples: SampleSettings;
  /** By the memory of their batch, which ends with it. */
  private readonly queues = new WeakMap<PixelMemory, BatchQueue>();

  constructor(
    private readonly engine: Engine,
    private readonly resize: FirstResize,
    private readonly spec: RunnerSpec,
  ) {
    this.inputShape = [resize.height, resize.width, spec.decode.channels || ANY_CHANNELS];
    const { boundingBoxes } = engine.samples;
    const format = spec.boundingBoxFormat ?? boundingBoxes.format;
    this.samples = { ...engine.samples, boundingBoxes: { ...boundingBoxes, format } };
    const { training } = spec;
    const mixing = training ? engine.layers.find(isMixingLayer) : undefined;
    const whitening = engine.layers.some((layer) => isWhiteningLayer(layer) && layer.whitens(training));
    if (!mixing && !whitening) return;
    this.together = { mixes: mixing?.className, run: (...batch) => this.runTogether(...batch) };
  }

  /** The segments that take one sample at a time, and the others: from the first on that takes batches. */
  private segments(): { alone: Segment[]; together: Segment[] } {
    const all = this.engine.assembled(this.spec.training);
    const first = all.findIndex(takesBatches);
    return first < 0 ? { alone: all, together: [] } : { alone: all.slice(0, first), together: all.slice(first) };
  }

  outputSpec(key: SampleKey): OutputSpec {
    const { shape, dtype } = this.ownSpec(key);
    return { shape: this.together ? shape : this.shapeInMemory([1, ...shape]), dtype };
  }

  private shapeInMemory(shape: BatchShape): ImageShape {
    return memoryShape(shape, this.samples.dataFormat).slice(1) as unknown as ImageShape;
  }

  /** outputSpec() with channels last. */
  private ownSpec(key: SampleKey): OutputSpec {
    const first = this.callKey({ ...key, index: key.batchIndex });
    return specThrough(this.segments().alone, this.inputShape, this.spec.decode.dtype, first);
  }

  async run(source: SampleSource, target: PixelMemory, offset: number, key: SampleKey, signal?: AbortSignal) {
    const { companions } = source;
    try {
      if (companions) return await this.runSample(source, companions, target, offset, key, signal);
      if ('path' in source) await this.runFile(source.path, target, offset, key, signal);
      else await this.runImage(source.image, target, offset, key, signal);
      return undefined;
    } catch (error) {
      throw fromNative(error, { path: 'path' in source ? source.path : undefined, index: key.index });
    }
  }

  collect(moved: readonly MovedCompanions[]): BatchCompanions {
    const { owner } = this.engine;
    const all = moved as readonly MovedSample[];
    return writeMoved(owner, all, joinMoved(owner, all), this.samples);
  }

  /** At full size whatever the target: a DCT-scaled image would not be as large as its mask, nor lie under its boxes. */
  private async runSample(
    source: SampleSource,
    given: SampleCompanions,
    target: PixelMemory,
    offset: number,
    key: SampleKey,
    signal?: AbortSignal,
  ): Promise<MovedSample> {
    const { engine, spec } = this;
    const image = 'path' in source ? await decodeSource(source.path, spec.decode, FULL_SIZE) : source.image;
    signal?.throwIfAborted();
    const sample = await openWithCompanions(engine.owner, image, given, this.samples, spec.decode.maxPixels);
    try {
      const { batch } = sample.input;
      return { given, ...(await this.runBatch({ batch, companions: sample.companions }, target, offset, key, signal)) };
    } finally {
      sample.release();
    }
  }

  private async runFile(path: string, target: PixelMemory, offset: number, key: SampleKey, signal?: AbortSignal) {
    const { resize, spec } = this;
    const queue = key.draw === undefined ? this.queueFor(target, key, signal) : undefined;
    if (await queue?.run({ path, offset, index: key.index, view: key.view })) return;
    signal?.throwIfAborted();
    const image = await decodeSource(path, spec.decode, decodeTarget(spec.decode, resize));
    await this.runImage(image, target, offset, key, signal);
  }

  /** The files of a batch share a queue; undefined when the native part cannot take them from the file to the result. */
  private queueFor(target: PixelMemory, key: SampleKey, signal: AbortSignal | undefined): FileQueue | undefined {
    const { batchIndex, epoch } = key;
    const known = this.queues.get(target);
    if (known && known.batchIndex === batchIndex && known.epoch === epoch && known.signal === signal)
      return known.queue;
    const { resize, spec } = this;
    const { alone } = this.segments();
    const [only] = alone;
    const native = alone.length === 1 && only?.kind === 'native' && spec.decode.dtype === 'uint8';
    if (!native) return undefined;
    const job = {
      ...decodeJob(spec.decode, resize),
      ...this.callKey(key),
      index: 0,
      output: target,
      ...outputFields(this.ownSpec(key), target),
      reference: settings().executor === 'reference',
      planar: only.planar === true,
    };
    const queue = new FileQueue(only.plan, job, signal);
    this.queues.set(target, { batchIndex, epoch, signal, queue });
    return queue;
  }

  private async runImage(image: Image, target: PixelMemory, offset: number, key: SampleKey, signal?: AbortSignal) {
    const { batch } = readInput(this.engine.owner, image);
    await this.runBatch({ batch }, target, offset, key, signal);
  }

  /** One image through the layers that take samples alone; gives its companions, and the shape they belong to. */
  private async runBatch(data: RunData, target: PixelMemory, offset: number, key: SampleKey, signal?: AbortSignal) {
    const { engine } = this;
    const run = { ...this.runOptions(this.callKey(key), arrayMemory, signal), draws: key.draw && [key.draw] };
    const { batch: result, companions = {} } = await runSegments(this.segments().alone, data, run);
    const expected = this.ownSpec(key);
    if (result.shape.slice(1).join() !== expected.shape.join() || result.dtype !== expected.dtype) {
      throw makeError(
        'E_RAGGED',
        `${engine.owner}: an image came out as ${result.dtype} of ${result.shape.slice(1)} where its batch has ` +
          `${expected.dtype} of ${expected.shape}; a custom function in a data set must keep shape and dtype`,
      );
    }
    copyPixels(result.data, result.dtype, target, targetDType(target, result.dtype), offset);
    return { companions, shape: result.shape };
  }

  private async runTogether(
    { data, dtype, shape }: BatchPixels,
    keys: readonly SampleKey[],
    memory: ResultMemory,
    signal?: AbortSignal,
    moved: readonly MovedCompanions[] = [],
  ) {
    const { owner } = this.engine;
    const all = moved as readonly MovedSample[];
    const mixtures: (readonly Mixture[])[] = [];
    const key = {
      ...this.callKey(keys[0] as SampleKey),
      indices: keys.map(({ index }) => index),
      views: keys.map(({ view }) => view),
    };
    const run = { ...this.runOptions(key, memory, signal), onMix: (made: readonly Mixture[]) => mixtures.push(made) };
    try {
      const batch = { data, dtype, shape: shape as BatchShape };
      const companions = all.length > 0 ? joinMoved(owner, all) : undefined;
      const result = await runSegments(this.segments().together, { batch, companions }, run, true);
      const pixels = { ...result.batch, shape: [result.batch.shape[0], ...this.shapeInMemory(result.batch.shape)] };
      try {
        const written = result.companions
          ? writeMoved(owner, all, result.companions, this.samples, result.batch.shape)
          : {};
        return { pixels, mixtures, companions: written };
      } catch (error) {
        releaseMemory(pixels.data);
        throw error;
      }
    } catch (error) {
      throw fromNative(error);
    }
  }

  private runOptions(key: CallKey, memory: ResultMemory, signal: AbortSignal | undefined): RunOptions {
    const { samples } = this;
    const { owner } = this.engine;
    return { owner, key, training: this.spec.training, device: 'cpu', signal, memory, samples };
  }

  private callKey({ index, view, batchIndex, epoch }: SampleKey) {
    const { seed, supersedeSeeds } = this.spec;
    return { seed, supersede: supersedeSeeds, epoch, firstIndex: index, view, batchIndex } satisfies CallKey;
  }
}

/** A nearest resize picks pixels of the file itself; a DCT-scaled decode would have averaged them away. */
function decodeTarget({ dctScaling }: DecodeSpec, { height, width, interpolation }: FirstResize): DecodeTarget {
  const scaled = dctScaling && interpolation !== 'nearest';
  return { targetHeight: scaled ? height : 0, targetWidth: scaled ? width : 0 };
}

function decodeJob(decode: DecodeSpec, resize: FirstResize) {
  return {
    channels: decode.channels,
    applyOrientation: decode.applyOrientation,
    ...decodeTarget(decode, resize),
    maxPixels: decode.maxPixels,
    maxBytes: MAX_FILE_BYTES,
  };
}

function outputFields({ shape, dtype }: OutputSpec, target: PixelMemory) {
  return { outputShape: shape, outputDtype: DTYPE_CODES[targetDType(target, dtype)] };
}

/** A batch that is to be a tensor takes its values as a tensor has them. */
function targetDType(target: PixelMemory, dtype: DType): DType {
  return isArray(target) ? (dtypeOf(target) as DType) : tensorDType(dtype);
}

// Shape and dtype behind all segments. Custom functions are taken to keep both.
function specThrough(
  segments: readonly Segment[],
  inputShape: ImageShape,
  inputDtype: DType,
  key: CallKey,
): OutputSpec {
  return segments.reduce<OutputSpec>(
    (current, segment) => {
      if (segment.kind !== 'native') return current;
      const numbers = drawNumbers(segment, current.shape, key, 0, 1);
      return outputOf(segment.plan, current.shape, current.dtype, numbers);
    },
    { shape: inputShape, dtype: inputDtype },
  );
}
