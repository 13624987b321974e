// The partial state of a whitening fit: native sums and products, fed image by image, merged, written and solved.
import { type Device, mayRunOnCpu, wantsCuda } from '../device.js';
import { makeError } from '../errors.js';
import type { AdaptState } from '../layers/layer.js';
import { dtypeOf } from '../memory.js';
import {
  cudaLibrary,
  DTYPE_CODES,
  fromNative,
  type NativeMoments,
  native,
  type SolvedWhitening,
  type SolveOptions,
} from '../native.js';
import { showGigabytes } from '../options.js';
import { whenAllEnd, withPlace } from '../scheduler.js';
import { settings } from '../settings.js';
import type { DType, ImageShape } from '../types.js';
import { FittedWhitening } from './fitted.js';
import { fitBytes } from './memory.js';
import type { ParsedWhitening } from './options.js';

const FORMAT = 'whitening-state-1';
const HEADER_BYTES = 4;

type Values = Float32Array | Uint8Array | Uint16Array | Int32Array;

/** What of the images is known after the first. */
interface Known {
  moments: NativeMoments;
  shape: ImageShape;
  dtype: DType;
}

export class WhiteningState implements AdaptState {
  #known: Known | undefined;

  /** `seed` chooses the images when there are more than `maxSamples`. */
  constructor(
    private readonly owner: string,
    private readonly maxSamples: number | null,
    private readonly seed: number,
  ) {}

  get count(): number {
    return this.#known?.moments.count ?? 0;
  }

  async update(data: Values, shape: readonly number[], index: number): Promise<void> {
    const [height, width, channels] = shape.slice(-3) as [number, number, number];
    const count = shape.length === 4 ? (shape[0] as number) : 1;
    const known = this.#open([height, width, channels], dtypeOf(data) as DType, index);
    this.#checkMemory(count);
    try {
      for (let done = 0; done < count; ) {
        done += known.moments.add(data, done, count - done, index + done);
        if (done < count) await this.#multiply(known.moments);
      }
    } catch (error) {
      const wrong = firstNonFinite(data, height * width * channels);
      throw fromNative(error, wrong === undefined ? {} : { index: index + wrong });
    }
  }

  async merge(other: AdaptState): Promise<void> {
    if (!(other instanceof WhiteningState))
      throw makeError('E_TYPE', `${this.owner}: only states of its own can be merged`);
    const theirs = other.#known;
    if (theirs === undefined) return;
    const known = this.#open(theirs.shape, theirs.dtype, undefined);
    this.#checkMemory(theirs.moments.count);
    try {
      await known.moments.merge(theirs.moments);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /** @throws NumericError E_TOO_FEW when there was no image; what a GPU fails with where `device` is 'cuda'. */
  async solve(fit: ParsedWhitening, device: Device = 'cpu'): Promise<FittedWhitening> {
    const { epsilon, epsilonMode, centering, rank, shrinkage } = fit;
    const known = this.#known;
    if (known === undefined) throw makeError('E_TOO_FEW', `${this.owner}: adapt() needs at least 1 image; received 0`);
    try {
      const fitted = await solveOn(device, known.moments, {
        epsilon,
        singular: epsilonMode === 'singular',
        perFeature: centering === 'feature',
        rank: rank ?? 0,
        shrinkage,
      });
      const { whitening, count, rank: found, condition, spectrum } = fitted;
      return new FittedWhitening(
        whitening,
        known.shape,
        { images: count, rank: found, condition: found === 0 ? 1 : condition },
        spectrum,
      );
    } catch (error) {
      throw fromNative(error);
    }
  }

  /** The same bytes for the same images, whatever their batches and parts. */
  async toBytes(): Promise<Uint8Array> {
    const known = this.#known;
    const header = { format: FORMAT, shape: known?.shape ?? null, dtype: known?.dtype ?? null };
    const text = new TextEncoder().encode(JSON.stringify(header));
    const body = known ? await known.moments.toBytes() : new Uint8Array();
    const bytes = new Uint8Array(HEADER_BYTES + text.length + body.length);
    new DataView(bytes.buffer).setUint32(0, text.length, true);
    bytes.set(text, HEADER_BYTES);
    bytes.set(body, HEADER_BYTES + text.length);
    return bytes;
  }

  /** The state that toBytes() wrote. @throws ArgumentError E_CONFIG for anything else. */
  static fromBytes(owner: string, maxSamples: number | null, seed: number, bytes: Uint8Array): WhiteningState {
    const state = new WhiteningState(owner, maxSamples, seed);
    const { shape, dtype, body } = readHeader(owner, bytes);
    if (shape === null) return state;
    try {
      const moments = native().FeatureMoments.fromBytes(body);
      const known = state.#make(shape, dtype);
      const fits =
        moments.features === known.features && moments.dtype === DTYPE_CODES[dtype] && moments.channels === shape[2];
      if (!fits) throw makeError('E_CONFIG', `${owner}: the bytes of the state contradict each other`);
      state.#known = { moments, shape, dtype };
    } catch (error) {
      throw fromNative(error);
    }
    return state;
  }

  #make(shape: ImageShape, dtype: DType): NativeMoments {
    const [height, width, channels] = shape;
    return new (native().FeatureMoments)({
      features: height * width * channels,
      channels,
      dtype: DTYPE_CODES[dtype],
      maxSamples: this.maxSamples ?? 0,
      seed: this.seed,
    });
  }

  /** The state for such images; the first ones decide what the others must be like. */
  #open(shape: ImageShape, dtype: DType, index: number | undefined): Known {
    this.#known ??= { moments: this.#make(shape, dtype), shape, dtype };
    const known = this.#known;
    if (known.shape.join() !== shape.join()) {
      const shapes = `[${known.shape.join(', ')}] then [${shape.join(', ')}]`;
      throw makeError('E_SHAPE', `${this.owner}: images must have one shape; received ${shapes}`, { index });
    }
    if (known.dtype === dtype) return known;
    throw makeError('E_DTYPE', `${this.owner}: images must have one dtype; received ${known.dtype} then ${dtype}`, {
      index,
    });
  }

  /** Forms the products of the images that wait, all threads together. */
  async #multiply(moments: NativeMoments): Promise<void> {
    const shares = settings().threads;
    await whenAllEnd(Array.from({ length: shares }, (_, share) => withPlace(() => moments.multiply(share, shares))));
    moments.settle();
  }

  /** With `added` images more. Where the data did not say how many they are, nobody has looked before. */
  #checkMemory(added: number): void {
    const { shape, dtype, moments } = this.#known as Known;
    const count = Math.min(moments.count + added, this.maxSamples ?? Number.POSITIVE_INFINITY);
    const bytes = fitBytes(shape, count, dtype);
    const { maxAdaptBytes } = settings();
    if (bytes <= maxAdaptBytes) return;
    throw makeError(
      'E_FIT_BYTES',
      `${this.owner}: ${count} images of [${shape.join(', ')}] need ${showGigabytes(bytes)}; the limit is ` +
        `${showGigabytes(maxAdaptBytes)}. Set maxSamples below ${moments.features}, or make the images smaller`,
    );
  }
}

/** The moments keep what they have, so that the CPU can go on where a GPU gave up. */
async function solveOn(
  device: Device,
  moments: NativeMoments,
  options: Omit<SolveOptions, 'cudaLibrary'>,
): Promise<SolvedWhitening> {
  const solve = (library: string) => withPlace(() => moments.solve({ ...options, cudaLibrary: library }));
  // A square matrix of doubles goes there and comes back.
  const bytes = 2 * 8 * Math.min(moments.count, moments.features) ** 2;
  if (!wantsCuda(device, bytes)) return solve('');
  try {
    return await solve(cudaLibrary());
  } catch (error) {
    if (!mayRunOnCpu(device, error)) throw error;
    return solve('');
  }
}

/** Which image of the batch has a NaN or an infinity. */
function firstNonFinite(data: Values, size: number): number | undefined {
  if (!(data instanceof Float32Array)) return undefined;
  const found = data.findIndex((value) => !Number.isFinite(value));
  return found < 0 ? undefined : Math.floor(found / size);
}

function readHeader(owner: string, bytes: Uint8Array): { shape: ImageShape | null; dtype: DType; body: Uint8Array } {
  const wrong = () => makeError('E_CONFIG', `${owner}: not a state of format ${FORMAT}`);
  if (!(bytes instanceof Uint8Array) || bytes.length < HEADER_BYTES) throw wrong();
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  if (HEADER_BYTES + length > bytes.length) throw wrong();
  let header: { format?: unknown; shape?: unknown; dtype?: unknown };
  try {
    header = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(HEADER_BYTES, HEADER_BYTES + length)),
    );
  } catch {
    throw wrong();
  }
  const { format, shape, dtype } = header ?? {};
  const isShape =
    Array.isArray(shape) && shape.length === 3 && shape.every((size) => Number.isSafeInteger(size) && size >= 1);
  const isKnown = isShape && typeof dtype === 'string' && Object.hasOwn(DTYPE_CODES, dtype);
  if (format !== FORMAT || !(isKnown || (shape === null && dtype === null))) throw wrong();
  return {
    shape: shape as ImageShape | null,
    dtype: dtype as DType,
    body: bytes.subarray(HEADER_BYTES + length),
  };
}
