// The short way of applySync(), and of apply() for a handful of pixels: plain images through one plan, in one native call.
// It takes only calls in which nothing can be wrong and that need nothing else; all others, with their errors, go the long
// way of src/execute.ts. On small images the long way takes more time than the pixels.
import type { NativeSegment, Segment } from './assemble.js';
import { arrayMemory, dtypeOf } from './memory.js';
import { DTYPE_CODES, fromNative } from './native.js';
import { settings } from './settings.js';
import { outputOf } from './slice-job.js';
import type { DType, Image, ImageBatch, ImageShape, PixelArray } from './types.js';

// Places in the array of numbers, as in native/binding/whole_call.h.
const SHAPE = 1;
const DTYPE = 4;
const OUT_SHAPE = 5;
const SEED = 9;
const SUPERSEDES = 10;
const EPOCH = 11;
const FIRST_INDEX = 12;
const REFERENCE = 13;
const FIELDS = 14;

/** What a call of this kind may say; `out` is looked at apart. */
const KEY_LIMITS: Readonly<Record<string, number>> = {
  seed: Number.MAX_SAFE_INTEGER,
  epoch: 2 ** 32 - 1,
  firstIndex: 2 ** 43 - 1,
};

/** Images as a whole call takes them. */
interface Pixels {
  data: PixelArray;
  dtype: DType;
  shape: readonly number[];
  count: number;
}

interface Result {
  shape: ImageShape;
  dtype: DType;
  /** Values of an image. */
  size: number;
}

type Options = Readonly<Record<string, unknown>>;

/** Whether whole calls can stand for these segments. */
export function runsWhole(segments: readonly Segment[]): NativeSegment | undefined {
  const [segment] = segments;
  if (segments.length !== 1 || segment?.kind !== 'native') return undefined;
  return segment.planar || segment.dynamicSize ? undefined : segment;
}

const isSize = (value: unknown) => typeof value === 'number' && Number.isSafeInteger(value) && value > 0;

function readPixels(value: unknown): Pixels | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || 'dataId' in value) return undefined;
  const { data, shape: given } = value as { data: unknown; shape: unknown };
  const dtype = dtypeOf(data);
  if (dtype === undefined || !Array.isArray(given) || given.length < 3 || given.length > 4) return undefined;
  // Read once: somebody else's array may change.
  const shape: number[] = [...given];
  let size = 1;
  for (const side of shape) {
    if (!isSize(side)) return undefined;
    size *= side;
  }
  const pixels = data as PixelArray;
  if (pixels.length !== size || !(pixels.buffer instanceof ArrayBuffer)) return undefined;
  return { data: pixels, dtype, shape, count: shape.length === 3 ? 1 : (shape[0] as number) };
}

export class WholeCall {
  private readonly numbers = new Float64Array(FIELDS);
  /** What images of the shape and dtype that `numbers` holds become. */
  private result: Result | undefined;

  constructor(
    private readonly segment: NativeSegment,
    private readonly seed: number,
  ) {}

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
    const pixels = readPixels(images);
    if (!pixels || !this.readOptions(options, pixels.count)) return undefined;
    const result = this.resultOf(pixels);
    if (!result || pixels.count * Math.max(pixelsOf(pixels.shape), pixelsOf(result.shape)) > mostPixels)
      return undefined;
    const given = (options as { out?: unknown } | undefined)?.out;
    const length = pixels.count * result.size;
    const target = given === undefined ? undefined : outData(given, pixels, result, length);
    if (given !== undefined && !target) return undefined;
    const { numbers } = this;
    if (numbers[FIRST_INDEX] === -1) numbers[FIRST_INDEX] = takeIndex(pixels.count);
    const data = target ?? (arrayMemory(result.dtype, length).data as PixelArray);
    try {
      this.segment.plan.runSync(pixels.data, data, numbers);
    } catch (error) {
      throw fromNative(error);
    }
    if (given !== undefined) return given as Image | ImageBatch;
    const { shape } = result;
    if (pixels.shape.length === 3) return { data, shape: [...shape] } as Image;
    return { data, shape: [pixels.count, ...shape] } as ImageBatch;
  }

  /** Writes the key into the numbers. False for options that have to be looked at more closely. */
  private readOptions(options: unknown, count: number): boolean {
    const { numbers } = this;
    numbers[0] = count;
    numbers[SEED] = this.seed;
    numbers[SUPERSEDES] = numbers[EPOCH] = 0;
    numbers[FIRST_INDEX] = -1;
    numbers[REFERENCE] = settings().executor === 'reference' ? 1 : 0;
    if (options === undefined) return true;
    if (typeof options !== 'object' || options === null || Array.isArray(options)) return false;
    let keyed = false;
    for (const name of Object.keys(options)) {
      const value = (options as Options)[name];
      if (name === 'out' || value === undefined) continue;
      const limit = KEY_LIMITS[name];
      if (limit === undefined || !isIndex(value, name === 'firstIndex' ? limit - count : limit)) return false;
      keyed = true;
      if (name === 'seed') numbers[SEED] = value;
      if (name === 'seed') numbers[SUPERSEDES] = 1;
      if (name === 'epoch') numbers[EPOCH] = value;
      if (name === 'firstIndex') numbers[FIRST_INDEX] = value;
    }
    if (keyed && numbers[FIRST_INDEX] === -1) numbers[FIRST_INDEX] = 0;
    return true;
  }

  /** Undefined where the plan refuses such images. */
  private resultOf({ shape, dtype }: Pixels): Result | undefined {
    const { numbers } = this;
    const at = shape.length - 3;
    const height = shape[at] as number;
    const width = shape[at + 1] as number;
    const channels = shape[at + 2] as number;
    if (height * width > settings().maxPixels) return undefined;
    const code = DTYPE_CODES[dtype];
    const same =
      numbers[SHAPE] === height &&
      numbers[SHAPE + 1] === width &&
      numbers[SHAPE + 2] === channels &&
      numbers[DTYPE] === code;
    if (same && this.result) return this.result;
    numbers.set([height, width, channels, code], SHAPE);
    this.result = undefined;
    try {
      const draw = new Float64Array(this.segment.numberCount).fill(1);
      const { shape: image, dtype: resultDtype } = outputOf(this.segment.plan, [height, width, channels], dtype, draw);
      numbers.set([...image, DTYPE_CODES[resultDtype]], OUT_SHAPE);
      this.result = { shape: image, dtype: resultDtype, size: image[0] * image[1] * image[2] };
      return this.result;
    } catch {
      return undefined; // the long way says why
    }
  }
}

/** Of one image. */
function pixelsOf(shape: readonly number[]): number {
  return (shape[shape.length - 3] as number) * (shape[shape.length - 2] as number);
}

function isIndex(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= limit;
}

/** The memory of `out` where it is as it must be: an ordinary result of this shape that shares nothing with the input. */
function outData(out: unknown, pixels: Pixels, { shape, dtype }: Result, length: number): PixelArray | undefined {
  if (typeof out !== 'object' || out === null) return undefined;
  const { data, shape: given } = out as { data: unknown; shape: unknown };
  if (!Array.isArray(given) || dtypeOf(data) !== dtype) return undefined;
  const target = data as PixelArray;
  const at = given.length - 3;
  const fits =
    given[at] === shape[0] &&
    given[at + 1] === shape[1] &&
    given[at + 2] === shape[2] &&
    (at === 0 ? pixels.count === 1 : at === 1 && given[0] === pixels.count);
  if (!fits || target.length !== length || target.buffer === pixels.data.buffer) return undefined;
  return target.buffer instanceof ArrayBuffer ? target : undefined;
}
