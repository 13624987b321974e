// Where the pixels of a call are made: on the CPU, or on a GPU through the optional CUDA library.
import { ImagePipelineError } from './errors.js';
import { fromNative } from './native.js';
import { settings } from './settings.js';

export const DEVICES = ['cpu', 'cuda', 'auto'] as const;
/**
 * 'cpu', 'cuda' (a GPU or an error), or 'auto': a GPU where there is one and the work has one CPU thread only, else the
 * CPU. The pixels are the same.
 */
export type Device = (typeof DEVICES)[number];

// Results go back to the host, which takes a GPU about as long as the whole work takes one CPU core; below so many bytes
// it takes longer. Measured in docs/cuda.md.
const AUTO_MAX_THREADS = 1;
const AUTO_MIN_BYTES = 8 * 2 ** 20;

/** Whether work that reads and writes so many bytes goes to the GPU. */
export function wantsCuda(device: Device, bytes: number): boolean {
  if (device === 'cpu' || settings().executor === 'reference') return false;
  return device === 'cuda' || (settings().threads <= AUTO_MAX_THREADS && bytes >= AUTO_MIN_BYTES);
}

/** True for an error after which the CPU does the work: any of the GPU for 'auto', what the GPU does not know for all. */
export function mayRunOnCpu(device: Device, error: unknown): boolean {
  if ((error as { code?: unknown }).code === 'E_CUDA_PASS') return true;
  const known = fromNative(error);
  return device === 'auto' && known instanceof ImagePipelineError && known.code.startsWith('E_CUDA_');
}

let turn: Promise<unknown> = Promise.resolve();

/** One batch at a time: the GPU takes them in turn anyway, and those that wait must not hold a pool thread. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = turn.then(work);
  turn = result.catch(() => undefined);
  return result;
}
