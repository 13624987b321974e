// Layers made ready to run: compiled segments, and the keys of their calls.
import { randomInt } from 'node:crypto';
import type { ApplyOptions } from './apply-options.js';
import { assemble, type Segment, writePlanar } from './assemble.js';
import { CallKeys } from './call-keys.js';
import { checkUnmixed, drawsOfFrames, keyOfFrames, parseFrames } from './clips.js';
import type { Device } from './device.js';
import type { SampleDraw } from './draws.js';
import { type RunData, runSegments, runSegmentsSync } from './execute.js';
import { writeOutput } from './input.js';
import { fixLayerIds } from './layer-ids.js';
import { type AdaptableLayer, isAdaptable, type Layer } from './layers/layer.js';
import { borrowOut, parseOut } from './lend.js';
import { arrayMemory, copyPixels, type ResultMemory } from './memory.js';
import { DTYPE_CODES, fromNative } from './native.js';
import { type CallKey, checkDrawCount, drawNumbers, stageDraws } from './numbers.js';
import { invalid, parseBoolean, parseSignal, type RawOptions, readOptions } from './options.js';
import type { RunOptions } from './run-options.js';
import { checkMaskFill } from './samples/masks.js';
import { type OpenSample, openSample } from './samples/read-sample.js';
import { DEFAULT_SAMPLE_SETTINGS, memoryShape, type SampleSettings } from './samples/settings.js';
import { whenAllEnd } from './scheduler.js';
import { splitList, splitViews } from './split-call.js';
import { tensorMemory } from './tensor.js';
import type { ImageShape } from './types.js';
import { runsWhole, WholeCall } from './whole-call.js';

interface Assembled {
  version: number;
  segments: Segment[];
  /** The short way of applySync(), where there is one. */
  whole: WholeCall | undefined;
}

const OPTIONS = ['training', 'seed', 'epoch', 'firstIndex', 'view', 'frames', 'signal', 'out', 'repeat'];
/** So many pixels take less time than waking another thread does. */
const HANDFUL = 1024;

/** A seed for those who gave none. Kept and shown, so that a run can be repeated. */
export function freshSeed(): number {
  return randomInt(2 ** 32);
}

export class Engine {
  /** For inference and for training. */
  private readonly ready: [Assembled | undefined, Assembled | undefined] = [undefined, undefined];
  private readonly adaptable: readonly AdaptableLayer[];
  readonly keys: CallKeys;

  /** `layers` are flattened; their ids are fixed here. */
  constructor(
    readonly owner: string,
    readonly layers: readonly Layer[],
    readonly seed: number,
    readonly fuse: boolean,
    readonly device: Device = 'cpu',
    readonly samples: SampleSettings = DEFAULT_SAMPLE_SETTINGS,
  ) {
    fixLayerIds(layers);
    this.adaptable = layers.filter(isAdaptable);
    this.keys = new CallKeys(owner, seed);
  }

  /** The compiled segments; made anew after a layer has been adapted. */
  assembled(training: boolean): Segment[] {
    return this.assemble(training).segments;
  }

  private assemble(training: boolean): Assembled {
    // Versions only grow, so that their sum changes with any of them.
    let version = 0;
    for (const { stateVersion } of this.adaptable) version += stateVersion;
    const at = training ? 1 : 0;
    const known = this.ready[at];
    if (known && known.version === version) return known;
    try {
      const { role, maskFillValue, dataFormat } = this.samples;
      const made = assemble(this.layers, { training, fuse: this.fuse, masks: role === 'masks', maskFillValue });
      const segments = dataFormat === 'channelsFirst' ? writePlanar(made) : made;
      const whole = role === 'masks' || this.device !== 'cpu' ? undefined : runsWhole(segments);
      const ready = { version, segments, whole: whole && new WholeCall(whole, this.seed) };
      this.ready[at] = ready;
      return ready;
    } catch (error) {
      throw fromNative(error);
    }
  }

  /** For calls in training, whose options say nothing else. Where the layers cannot be assembled, the long way says so. */
  private wholeFor(options: unknown): WholeCall | undefined {
    if (typeof options === 'object' && options !== null && 'training' in options) return undefined;
    try {
      return this.assemble(true).whole;
    } catch {
      return undefined;
    }
  }

  /** apply(); `draws` replays kept draws. Arrays of images are run one by one. */
  async apply(images: unknown, options?: ApplyOptions, draws?: readonly SampleDraw[]): Promise<unknown> {
    const given = readOnce(options);
    const whole = draws ? undefined : this.wholeFor(given)?.run(images, given, this.keys.takeIndex, HANDFUL);
    if (whole) return whole;
    const raw = readOptions(this.owner, given, OPTIONS);
    const views = splitViews(this, images, raw, draws);
    if (views) return whenAllEnd(views.map((each) => this.apply(images, each)));
    if (Array.isArray(images)) {
      const calls = splitList(this, images, raw, draws);
      return whenAllEnd(calls.map(([image, each, draw]) => this.apply(image, each, draw)));
    }
    const sample = openSample(this.owner, images, this.samples, true);
    try {
      const run = this.runOptions(sample, raw, draws);
      const { batch } = sample.input;
      const result = await runSegments(this.assembled(run.training), { batch, companions: sample.companions }, run);
      return this.output(sample, result, run);
    } finally {
      sample.release();
    }
  }

  /** apply() on the calling thread. */
  applySync(images: unknown, options?: ApplyOptions, draws?: readonly SampleDraw[]): unknown {
    const given = readOnce(options);
    const whole = draws ? undefined : this.wholeFor(given)?.run(images, given, this.keys.takeIndex);
    if (whole) return whole;
    const raw = readOptions(this.owner, given, OPTIONS);
    const views = splitViews(this, images, raw, draws);
    if (views) return views.map((each) => this.applySync(images, each));
    if (Array.isArray(images)) {
      return splitList(this, images, raw, draws).map(([image, each, draw]) => this.applySync(image, each, draw));
    }
    const sample = openSample(this.owner, images, this.samples, false);
    try {
      const run = this.runOptions(sample, raw, draws);
      const { batch } = sample.input;
      const result = runSegmentsSync(this.assembled(run.training), { batch, companions: sample.companions }, run);
      return this.output(sample, result, run);
    } finally {
      sample.release();
    }
  }

  /** The draws of `count` samples, as numbers by name. */
  sample(count: number, key: CallKey, shape: ImageShape, training: boolean): SampleDraw[] {
    const samples: SampleDraw[] = Array.from({ length: count }, () => ({ stages: [] }));
    let current: readonly number[] = shape;
    try {
      for (const segment of this.assembled(training)) {
        if (!('plan' in segment)) continue;
        const numbers = drawNumbers(segment, current, key, 0, count);
        samples.forEach((sample, i) => {
          sample.stages.push(...stageDraws(segment, numbers, i));
        });
        if (count > 0) current = segment.plan.output(current, DTYPE_CODES.float32, numbers, 0).slice(0, 3);
      }
    } catch (error) {
      throw fromNative(error);
    }
    return samples;
  }

  private runOptions(
    { input, companions }: OpenSample,
    raw: RawOptions,
    draws: readonly SampleDraw[] | undefined,
  ): RunOptions {
    const { owner } = this;
    const count = input.batch.shape[0];
    const training = parseBoolean(owner, 'training', raw.training, true);
    const signal = parseSignal(owner, raw.signal);
    const frames = parseFrames(owner, raw.frames, count);
    if (frames > 1) checkUnmixed(owner, this.assembled(training));
    checkDrawCount(draws, count / frames);
    const key = keyOfFrames(this.keys.read(raw, count / frames, training && !draws), frames, count);
    const out = parseOut(owner, raw.out);
    const { role, maskFillValue } = this.samples;
    if (role === 'masks') checkMaskFill(owner, input.batch.dtype, maskFillValue);
    if (out && companions) throw invalid(owner, 'out', 'left out for a sample', out, 'E_CONFLICT');
    const { device, samples } = this;
    const memory = !out && input.container.startsWith('tensor') ? tensorMemoryOn(device) : arrayMemory;
    return { owner, key, training, device, signal, memory, out, samples, draws: drawsOfFrames(draws, frames) };
  }

  private output({ input, write }: OpenSample, { batch, companions }: RunData, { owner, out }: RunOptions): unknown {
    const shape = memoryShape(batch.shape, this.samples.dataFormat);
    if (!out) return write(writeOutput(input.container, { ...batch, shape }), batch.shape, companions);
    if (out.data !== batch.data) {
      const target = borrowOut(owner, out, shape, batch.dtype, input.batch);
      copyPixels(batch.data, batch.dtype, target, batch.dtype);
    }
    return out;
  }
}

/** Options as they are now: they may have getters, and a call that cannot go the short way looks at them again. */
function readOnce(options: unknown): unknown {
  return typeof options === 'object' && options !== null && !Array.isArray(options) ? { ...options } : options;
}

/** Where tensors that `device` makes are to be. */
function tensorMemoryOn(device: Device): ResultMemory {
  return device === 'cpu' ? tensorMemory : (dtype, length) => tensorMemory(dtype, length, device);
}
