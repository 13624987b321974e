// Every error of the library: one table of stable codes, one class per group, one factory. docs/errors.md lists the same table.

/** Group of each code; the group names the class that is thrown. */
export const ERROR_GROUPS = {
  // arguments and options
  E_TYPE: 'ArgumentError',
  E_RANGE: 'ArgumentError',
  E_ENUM: 'ArgumentError',
  E_OPTION: 'ArgumentError',
  E_SIZE: 'ArgumentError',
  E_SEED: 'ArgumentError',
  E_RANK: 'ArgumentError',
  E_SHAPE: 'ArgumentError',
  E_EMPTY_IMAGE: 'ArgumentError',
  E_CHANNELS: 'ArgumentError',
  E_DTYPE: 'ArgumentError',
  E_MATRIX: 'ArgumentError',
  E_CONFLICT: 'ArgumentError',
  E_NAME: 'ArgumentError',
  E_SPEC: 'ArgumentError',
  E_CONFIG: 'ArgumentError',
  E_KERAS: 'ArgumentError',
  E_DRAWS: 'ArgumentError',
  E_RAGGED: 'ArgumentError',
  E_HOOK_RESULT: 'ArgumentError',
  E_BOX_FORMAT: 'ArgumentError',
  E_SOFT_LABELS: 'ArgumentError',
  E_KEYPOINTS: 'ArgumentError',
  // limits
  E_PIXELS: 'LimitError',
  E_OUTPUT_BYTES: 'LimitError',
  E_FIT_BYTES: 'LimitError',
  E_OVERFLOW: 'LimitError',
  E_LIMIT: 'LimitError',
  E_ALLOC: 'LimitError',
  E_CUDA_MEMORY: 'LimitError',
  // who owns the memory
  E_DETACHED: 'OwnershipError',
  E_RESIZABLE: 'OwnershipError',
  E_SHARED: 'OwnershipError',
  E_BOUNDS: 'OwnershipError',
  E_DISPOSED: 'OwnershipError',
  // state
  E_NOT_ADAPTED: 'StateError',
  E_CLOSED: 'StateError',
  E_BUSY: 'StateError',
  E_NATIVE: 'StateError',
  E_TFJS_MISSING: 'StateError',
  E_CUDA_MISSING: 'StateError',
  E_CUDA_FAILED: 'StateError',
  E_GRADIENT: 'StateError',
  // numbers
  E_COORD: 'NumericError',
  E_TOO_FEW: 'NumericError',
  E_NONFINITE: 'NumericError',
  // decoding
  E_EMPTY_FILE: 'DecodeError',
  E_FORMAT: 'DecodeError',
  E_TRUNCATED: 'DecodeError',
  E_CORRUPT: 'DecodeError',
  E_HEADER: 'DecodeError',
  E_UNSUPPORTED: 'DecodeError',
  // data sets
  E_NOT_DIR: 'DatasetError',
  E_NO_IMAGES: 'DatasetError',
  E_DUP_CLASS: 'DatasetError',
  E_UNKNOWN_CLASS: 'DatasetError',
  E_LABEL: 'DatasetError',
  E_MASK: 'DatasetError',
  E_SPLIT: 'DatasetError',
  E_COLUMN: 'DatasetError',
  E_CSV: 'DatasetError',
  E_PATH_ESCAPE: 'DatasetError',
  E_LINK_LOOP: 'DatasetError',
  E_STATE: 'DatasetError',
  // files
  E_NOT_FOUND: 'IoError',
  E_NOT_FILE: 'IoError',
  E_ACCES: 'IoError',
  E_EXISTS: 'IoError',
  E_EMFILE: 'IoError',
  E_IO: 'IoError',
} as const;

/** All codes; docs/errors.md says what each means and what to do. */
export type ErrorCode = keyof typeof ERROR_GROUPS;

/** What an error carries besides code and message. */
export interface ErrorDetails {
  /** File the error is about. */
  path?: string | undefined;
  /** Position in the batch or data set of the image the error is about. */
  index?: number | undefined;
  /** Error underneath. */
  cause?: unknown;
}

/**
 * Base class of everything this library throws on purpose. `code` is stable; messages may improve.
 * @example
 * import { ImagePipelineError, RandomRotation } from 'tfjs-image-pipeline';
 * try {
 *   new RandomRotation({ factor: 2 });
 * } catch (error) {
 *   if (!(error instanceof ImagePipelineError && error.code === 'E_RANGE')) throw error;
 * }
 */
export class ImagePipelineError extends Error {
  readonly code: ErrorCode;
  /** File the error is about, if any. */
  readonly path?: string;
  /** Position in the batch or data set of the image the error is about, if any. */
  readonly index?: number;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    if (details.path !== undefined) this.path = details.path;
    if (details.index !== undefined) this.index = details.index;
  }
}

/** A wrong argument or option; thrown before any work starts. */
export class ArgumentError extends ImagePipelineError {}
/** The work would exceed a limit on pixels, bytes or memory. */
export class LimitError extends ImagePipelineError {}
/** Memory that cannot be read safely: detached, shared, resizable or disposed. */
export class OwnershipError extends ImagePipelineError {}
/** A call at the wrong time: before adapt(), after the end, or without the native part. */
export class StateError extends ImagePipelineError {}
/** Numbers that have no meaning here: NaN coordinates, too few samples. */
export class NumericError extends ImagePipelineError {}
/** A file or buffer that is not a readable image, or saved arrays that are damaged. */
export class DecodeError extends ImagePipelineError {}
/** A directory, data frame or label that cannot make a data set. */
export class DatasetError extends ImagePipelineError {}
/** The file system said no. */
export class IoError extends ImagePipelineError {}

const CLASSES = {
  ArgumentError,
  LimitError,
  OwnershipError,
  StateError,
  NumericError,
  DecodeError,
  DatasetError,
  IoError,
} as const;

const MAX_MESSAGE = 400;
const HEAD = 240;
const TAIL = MAX_MESSAGE - HEAD - 5;

/** The error of `code`, in the class of its group. A message that a path or value made too long loses its middle. */
export function makeError(code: ErrorCode, message: string, details?: ErrorDetails): ImagePipelineError {
  const sentence = message.length > MAX_MESSAGE ? `${message.slice(0, HEAD)} ... ${message.slice(-TAIL)}` : message;
  return new CLASSES[ERROR_GROUPS[code]](code, sentence, details);
}

/** True for a string that is one of our codes, such as one that came from the native part. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_GROUPS, code);
}
