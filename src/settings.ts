// Process-wide settings and what this machine offers.
import { availableParallelism, totalmem } from 'node:os';
import { cudaLibrary, native } from './native.js';
import { invalid, parseEnum, parseSize, readOptions } from './options.js';
import { type TfjsCapability, tfjsCapability } from './tensor.js';

/** Options of configure(). */
export interface Settings {
  /**
   * Slices of work in flight at once. Default: one per core, but at least one thread of libuv's pool
   * (UV_THREADPOOL_SIZE, 4 unless set) stays free for file and network work. The result never depends on it.
   */
  threads?: number;
  /** SIMD target to use, one of capabilities().targets; '' (the default) for the best. The result never depends on it. */
  target?: string;
  /** 'reference' runs the slow scalar executor that tests compare with; default 'fused'. */
  executor?: 'fused' | 'reference';
  /** Largest image that is decoded or accepted, in pixels; default 2^28. */
  maxPixels?: number;
  /** Largest result of one call, in bytes; default 2^32 - 1. */
  maxOutputBytes?: number;
  /** Largest memory that adapt() may take for one layer, images aside, in bytes; default half of the machine's memory. */
  maxAdaptBytes?: number;
}

function defaultThreads(): number {
  const pool = Number.parseInt(process.env.UV_THREADPOOL_SIZE ?? '4', 10);
  return Math.max(1, Math.min(availableParallelism(), (pool > 0 ? pool : 4) - 1));
}

/** Of the machine, or of the container that the process runs in. */
function memoryBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

const current = {
  threads: defaultThreads(),
  executor: 'fused' as 'fused' | 'reference',
  maxPixels: 2 ** 28,
  maxOutputBytes: 2 ** 32 - 1,
  maxAdaptBytes: Math.floor(memoryBytes() / 2),
};

/** The settings in force. */
export function settings(): Readonly<typeof current> {
  return current;
}

/**
 * Changes settings for the whole process; those not named stay. Nothing changes when one of them is wrong.
 * @throws ArgumentError.
 * @example
 * import { configure } from 'tfjs-image-pipeline';
 * configure({ threads: 1 });
 */
export function configure(options: Settings): void {
  const known = ['threads', 'target', 'executor', 'maxPixels', 'maxOutputBytes', 'maxAdaptBytes'];
  const raw = readOptions('configure', options, known);
  const next = { ...current };
  if (raw.threads !== undefined) next.threads = parseSize('configure', 'threads', raw.threads);
  next.executor = parseEnum('configure', 'executor', raw.executor, ['fused', 'reference'], current.executor);
  if (raw.maxPixels !== undefined) next.maxPixels = parseSize('configure', 'maxPixels', raw.maxPixels);
  if (raw.maxOutputBytes !== undefined) {
    next.maxOutputBytes = parseSize('configure', 'maxOutputBytes', raw.maxOutputBytes);
  }
  if (raw.maxAdaptBytes !== undefined) {
    next.maxAdaptBytes = parseSize('configure', 'maxAdaptBytes', raw.maxAdaptBytes);
  }
  const { target } = raw;
  if (target !== undefined && (typeof target !== 'string' || !native().forceTarget(target))) {
    const names = native()
      .simd()
      .supported.map((name) => `'${name}'`);
    throw invalid('configure', 'target', `one of '', ${names.join(', ')}`, target, 'E_ENUM');
  }
  Object.assign(current, next);
}

/** A GPU, or the reason why none can be used. */
export type CudaCapability =
  | {
      available: true;
      /** Name of the GPU. */
      name: string;
      memoryBytes: number;
      /** Compute capability, such as '9.0'. */
      compute: string;
      /** CUDA versions of the driver and of the library. */
      driver: string;
      runtime: string;
      /** The cuSOLVER that fits whitenings there, or why the CPU does. */
      solver: SolverCapability;
    }
  | { available: false; reason: string };

/** A LAPACK, or the reason why none is used. */
export type LapackCapability =
  | {
      available: true;
      /** Its file, as it was loaded. */
      library: string;
    }
  | { available: false; reason: string };

/** A cuSOLVER, or the reason why none is used. */
export type SolverCapability = LapackCapability;

/** What capabilities() returns. */
export interface Capabilities {
  /** Version of the native part. */
  version: string;
  /** SIMD target in use. */
  target: string;
  /** SIMD targets this CPU can run, best first. */
  targets: string[];
  /** Slices in flight at once. */
  threads: number;
  /** How tensors come in and go out, and why. */
  tfjs: TfjsCapability;
  /** The library that fits whitenings, or why the slower built-in solver does. */
  lapack: LapackCapability;
  /** The GPU that `device: 'cuda'` would use, or why there is none. */
  cuda: CudaCapability;
}

/**
 * What the library found on this machine.
 * @throws StateError E_NATIVE when the native part cannot be loaded.
 * @example
 * import { capabilities } from 'tfjs-image-pipeline';
 * const { target, threads } = capabilities();
 */
export function capabilities(): Capabilities {
  const { target, supported } = native().simd();
  return {
    version: native().version(),
    target,
    targets: supported,
    threads: current.threads,
    tfjs: tfjsCapability(),
    lapack: lapackCapability(),
    cuda: cudaCapability(),
  };
}

function lapackCapability(): LapackCapability {
  const found = native().lapack();
  return 'path' in found ? { available: true, library: found.path } : { available: false, ...found };
}

function cudaCapability(): CudaCapability {
  const { available, reason, solverPath = '', solverReason = '', ...device } = native().cuda(cudaLibrary());
  if (!available) return { available, reason };
  const solver = solverPath ? { available, library: solverPath } : { available: false as const, reason: solverReason };
  return { available, ...device, solver };
}

/**
 * Memory of the native part: bytes and blocks in use by running work and by the tensors it made, bytes kept for the next
 * batch, and tensors of TensorFlow that running work reads. Results that are arrays, and what layers have learned, are not
 * counted.
 * @throws StateError E_NATIVE when the native part cannot be loaded.
 * @example
 * import { memory } from 'tfjs-image-pipeline';
 * const { inUseBytes, idleBytes } = memory();
 */
export function memory(): {
  inUseBytes: number;
  inUseBlocks: number;
  idleBytes: number;
  borrowedTensors: number;
} {
  return native().memory();
}
