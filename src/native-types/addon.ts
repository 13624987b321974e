// The addon as a whole; src/native.ts loads it.
import type { Program } from '../program.js';
import type { NativeBlock } from './block.js';
import type { DecodedBlock, DecodeJob } from './decode.js';
import type { MixJob } from './mix.js';
import type { NativePlan, NativeWholeCall } from './plan.js';
import type { MomentsSpec, NativeMoments, NativeWhitening, WhiteningNumbers, WhitenJob } from './whitening.js';

/** Our ops in one TensorFlow; see native/binding/tensor_bridge.h. */
export interface TensorOps {
  readonly handle: unknown;
  readonly exportOp: string;
  readonly importOp: string;
  readonly version: string;
  readonly alignment: number;
}

export interface NativeCuda {
  available: boolean;
  reason: string;
  name: string;
  memoryBytes: number;
  compute: string;
  driver: string;
  runtime: string;
  /** File of cuSOLVER, or '' with the reason; only with a GPU. */
  solverPath?: string;
  solverReason?: string;
}

export interface NativeAddon {
  /** A copy of an array's bytes, or so many bytes of any contents. */
  Block: new (
    copyOf: NodeJS.TypedArray | number,
    /** In memory that the GPU reaches itself, where it has room. */
    pinned?: boolean,
  ) => NativeBlock;
  Plan: new (program: Program) => NativePlan;
  /** False, and nothing is done, where an array has been transferred away or is shared, or both are of one memory. */
  runWhole(call: NativeWholeCall, input: NodeJS.TypedArray, output: NodeJS.TypedArray): boolean;
  version(): string;
  simd(): { target: string; supported: string[] };
  forceTarget(name: string): boolean;
  memory(): { inUseBytes: number; inUseBlocks: number; idleBytes: number; borrowedTensors: number };
  /** The GPU, through the library at `path`, which is loaded at the first call. */
  cuda(path: string): NativeCuda;
  trim(keepBytes: number): void;
  addressModulo(memory: NodeJS.TypedArray | ArrayBuffer, modulus: number): number;
  /** For memory that nobody has touched yet. */
  preferHugePages(array: NodeJS.TypedArray): void;
  addressOf(memory: NativeBlock | NodeJS.TypedArray): bigint;
  copyPixels(
    source: NativeBlock | NodeJS.TypedArray,
    sourceDtype: number,
    target: NativeBlock | NodeJS.TypedArray,
    targetDtype: number,
    offset: number,
  ): void;
  registerTensorOps(bindingPath: string): TensorOps | { reason: string };
  exportTensor(handle: unknown, run: () => unknown): { block: NativeBlock; dtype: number };
  importTensor<T>(handle: unknown, block: NativeBlock, shape: readonly number[], dtype: number, run: () => T): T;
  /** null when the bytes are not a JPEG. */
  decode(job: DecodeJob): Promise<DecodedBlock | null>;
  decodeSync(job: DecodeJob): DecodedBlock | null;
  mix(job: MixJob): Promise<undefined>;
  mixSync(job: MixJob): void;
  Whitening: new (numbers: WhiteningNumbers) => NativeWhitening;
  whiten(job: WhitenJob): Promise<undefined>;
  whitenSync(job: WhitenJob): void;
  FeatureMoments: {
    new (spec: MomentsSpec): NativeMoments;
    fromBytes(bytes: Uint8Array): NativeMoments;
  };
  /** The LAPACK that decomposes large matrices, or why a slower way is taken. Looked for at the first call. */
  lapack(): { path: string } | { reason: string };
}
