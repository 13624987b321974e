// The addon: the only place that loads it, and its errors.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ErrorDetails, isErrorCode, makeError, StateError } from './errors.js';
import type { NativeAddon } from './native-types/addon.js';
import type { DType } from './types.js';

export type * from './native-types/addon.js';
export type * from './native-types/block.js';
export type * from './native-types/decode.js';
export type * from './native-types/mix.js';
export type * from './native-types/plan.js';
export type * from './native-types/whitening.js';

/** Codes of native/core/image.h. */
export const DTYPE_CODES: Readonly<Record<DType, number>> = { uint8: 0, uint16: 1, int32: 2, float32: 3 };
export const DTYPES: readonly DType[] = ['uint8', 'uint16', 'int32', 'float32'];

// A build in the package comes first, so that a source build wins over a prebuilt binary.
const CANDIDATES = ['../build/Release/imagepipeline.node', '../build/cmake/Release/imagepipeline.node'];

const CUDA_LIBRARY = 'libimagepipeline_cuda.so';

let loaded: NativeAddon | undefined;
let folder = '';

/** The addon. Throws E_NATIVE with every reason when no build of it can be loaded. */
export function native(): NativeAddon {
  loaded ??= load();
  return loaded;
}

function load(): NativeAddon {
  const require = createRequire(import.meta.url);
  const forced = process.env.TFJS_IMAGE_PIPELINE_ADDON;
  const paths = forced ? [forced] : CANDIDATES.map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const reasons: string[] = [];
  for (const path of paths) {
    try {
      const addon = require(path) as NativeAddon;
      folder = dirname(path);
      return addon;
    } catch (error) {
      reasons.push(`${path}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  throw new StateError(
    'E_NATIVE',
    `The native part of tfjs-image-pipeline could not be loaded. Build it with "npm run bootstrap". Tried:\n  ${reasons.join('\n  ')}`,
  );
}

/** Where the CUDA library is looked for: at TFJS_IMAGE_PIPELINE_CUDA, else beside the addon. Never empty. */
export function cudaLibrary(): string {
  native();
  return process.env.TFJS_IMAGE_PIPELINE_CUDA || join(folder, CUDA_LIBRARY);
}

/** An error of the addon as one of ours; anything else unchanged. */
export function fromNative(error: unknown, details?: ErrorDetails): unknown {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (!isErrorCode(code)) return error;
  const where = details?.path === undefined ? '' : `${details.path}: `;
  return makeError(code, `${where}${String(message)}`, details);
}
