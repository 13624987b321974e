// The short way of applySync(), and of apply() for a handful of pixels: plain images through one plan, in one native call.
// It takes only calls in which nothing can be wrong and that need nothing else; all others, with their errors, go the long
// way of src/execute.ts. On small images the long way takes more time than the pixels, so this one makes nothing new but
// its result, and leaves to native code what that finds out sooner than JavaScript.
import type { NativeSegment, Segment } from './assemble.js';
import { dtypeOf, unfilledArray } from './memory.js';
import { DTYPE_CODES, fromNative, type NativeWholeCall, native } from './native.js';
import { settings } from './settings.js';
import { outputOf } from './slice-job.js';
import type { DType, Image, ImageBatch, ImageShape, PixelArray } from './types.js';

// Places in the array of numbers, as in native/binding/whole_call.h.
const COUNT = 0;
const SHAPE = 1;
const OUT_SHAPE = 5;
const SEED = 9;
const SUPERSEDES = 10;
const EPOCH = 11;
const FIRST_INDEX = 12;
const REFERENCE = 13;
const FIELDS = 14;

const MAX_EPOCH = 2 ** 32 - 1;
const MAX_INDEX = 2 ** 43 - 1;

/** What images of one shape and dtype become. */
interface Result {
  height: number;
  width: number;
  channels: number;
  from: DType;
  /** Values of an image. */
  sizeFrom: number;
  shape: ImageShape;
  dtype: DType;
  size: number;
  /** Pixels of an image, and the most that it has at either end. */
  pixelsFrom: number;
  pixels: number;
}

/** Whether whole calls can stand for these segments. */
export function runsWhole(segments: readonly Segment[]): NativeSegment | undefined {
  const [segment] = segments;
  if (segments.length !== 1 || segment?.kind !== 'native') return undefined;
  return segment.planar || segment.dynamicSize ? undefined : segment;
}

export class WholeCall {
  private readonly numbers = new Float64Array(FIELDS);
  private readonly call: NativeWholeCall;
  /** The latest; `numbers` holds its shapes and dtypes. */
  private result: Result | undefined;
  /** Calls so far. Options and images may have getters, and those make calls of their own. */
  private turn = 0;

  constructor(
    private readonly segment: NativeSegment,
    private readonly seed: number,
  ) {
    this.call = segment.plan.whole(this.numbers);
  }

  /**
   * The result, or undefined when this is no such call or one of more than `mostPixels`. `takeIndex` counts the images of a
   * call without a key.
   */
  run(
    images: unknown,
    options: unknown,
    takeIndex: (count: number) => number,
    mostPixels = Number.POSITIVE_INFINITY,
  ): Image | ImageBatch | undefined {
    if (typeof images !== 'object' || images === null || Array.isArray(images) || 'dataId' in images) return undefined;
    this.turn++;
    const { turn } = this;
    const { data: pixels, shape } = images as { data: unknown; shape: unknown };
    const dtype = dtypeOf(pixels);
    if (dtype === undefined || !Array.isArray(shape)) return undefined;
    const at = shape.length - 3;
    if (at !== 0 && at !== 1) return undefined;
    // Read once: somebody else's array may change.
    const count = at === 0 ? 1 : shape[0];
    const result = this.resultOf(shape[at], shape[at + 1], shape[at + 2], dtype);
    if (!result || !isSize(count) || (pixels as PixelArray).length !== count * result.sizeFrom) return undefined;
    if (result.pixelsFrom > settings().maxPixels || count * result.pixels > mostPixels) return undefined;
    if (!this.readOptions(options, count)) return undefined;
    const out = options === undefined ? undefined : (options as { out?: Image | ImageBatch }).out;
    const target = out === undefined ? undefined : outData(out, count, result);
    if ((out !== undefined && !target) || turn !== this.turn) return undefined;
    const data = this.runNative(pixels as PixelArray, target, count, result, takeIndex);
    if (!data) return undefined;
    if (out !== undefined) return out;
    const [height, width, channels] = result.shape;
    if (at === 0) return { data, shape: [height, width, channels] } as Image;
    return { data, shape: [count, height, width, channels] } as ImageBatch;
  }

  /** The pixels, in `target` or new; undefined where native code finds that this is no such call. */
  private runNative(
    pixels: PixelArray,
    target: PixelArray | undefined,
    count: number,
    { dtype, size }: Result,
    takeIndex: (count: number) => number,
  ): PixelArray | undefined {
    const { numbers } = this;
    const unkeyed = numbers[FIRST_INDEX] === -1;
    if (unkeyed) numbers[FIRST_INDEX] = takeIndex(count);
    const data = target ?? unfilledArray(dtype, count * size);
    try {
      if (native().runWhole(this.call, pixels, data)) return data;
    } catch (error) {
      throw fromNative(error);
    }
    if (unkeyed) takeIndex(-count);
    return undefined;
  }

  /** Writes the key into the numbers. False for options that have to be looked at more closely. */
  private readOptions(options: unknown, count: number): boolean {
    const { numbers } = this;
    numbers[COUNT] = count;
    numbers[SEED] = this.seed;
    numbers[SUPERSEDES] = numbers[EPOCH] = 0;
    numbers[FIRST_INDEX] = -1;
    numbers[REFERENCE] = settings().executor === 'reference' ? 1 : 0;
    if (options === undefined) return true;
    if (typeof options !== 'object' || options === null || Array.isArray(options)) return false;
    let keyed = false;
    for (const name of Object.keys(options)) {
      const value = (options as Readonly<Record<string, unknown>>)[name];
      if (name === 'out' || value === undefined) continue;
      if (name === 'epoch' && isIndex(value, MAX_EPOCH)) numbers[EPOCH] = value;
      else if (name === 'firstIndex' && isIndex(value, MAX_INDEX - count)) numbers[FIRST_INDEX] = value;
      else if (name === 'seed' && isIndex(value, Number.MAX_SAFE_INTEGER)) numbers[SEED] = value;
      else return false;
      if (name === 'seed') numbers[SUPERSEDES] = 1;
      keyed = true;
    }
    if (keyed && numbers[FIRST_INDEX] === -1) numbers[FIRST_INDEX] = 0;
    return true;
  }

  /** Undefined where the plan refuses such images. */
  private resultOf(height: unknown, width: unknown, channels: unknown, from: DType): Result | undefined {
    const { result } = this;
    if (result && result.height === height && result.width === width && result.channels === channels) {
      if (result.from === from) return result;
    }
    return this.findResult(height, width, channels, from);
  }

  private findResult(height: unknown, width: unknown, channels: unknown, from: DType): Result | undefined {
    const { numbers, segment } = this;
    this.result = undefined;
    if (!isSize(height) || !isSize(width) || !isSize(channels)) return undefined;
    const pixelsFrom = height * width;
    try {
      const draw = new Float64Array(segment.numberCount).fill(1);
      const { shape, dtype } = outputOf(segment.plan, [height, width, channels], from, draw);
      const pixels = Math.max(pixelsFrom, shape[0] * shape[1]);
      const size = shape[0] * shape[1] * shape[2];
      numbers.set([height, width, channels, DTYPE_CODES[from]], SHAPE);
      numbers.set([...shape, DTYPE_CODES[dtype]], OUT_SHAPE);
      const sizeFrom = pixelsFrom * channels;
      this.result = { height, width, channels, from, sizeFrom, shape, dtype, size, pixelsFrom, pixels };
      return this.result;
    } catch {
      return undefined; // the long way says why
    }
  }
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function isIndex(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= limit;
}

/** The pixels of `out` where it is a result of this shape. Native code looks at their memory. */
function outData(out: unknown, count: number, { shape, dtype, size }: Result): PixelArray | undefined {
  if (typeof out !== 'object' || out === null) return undefined;
  const { data, shape: given } = out as { data: unknown; shape: unknown };
  if (!Array.isArray(given) || dtypeOf(data) !== dtype) return undefined;
  const at = given.length - 3;
  const fits =
    (at === 0 ? count === 1 : at === 1 && given[0] === count) &&
    given[at] === shape[0] &&
    given[at + 1] === shape[1] &&
    given[at + 2] === shape[2];
  return fits && (data as PixelArray).length === count * size ? (data as PixelArray) : undefined;
}
