// Errors of the file system in the library's words.
import { type ErrorCode, type ImagePipelineError, makeError } from '../errors.js';

/** The same for every call; a call where a name means more has its own entries besides. */
export const CODE_OF_ERRNO: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'E_NOT_FOUND',
  ENOTDIR: 'E_NOT_FOUND',
  ERR_INVALID_ARG_VALUE: 'E_NOT_FOUND', // a path with a NUL byte
  EACCES: 'E_ACCES',
  EPERM: 'E_ACCES',
  EISDIR: 'E_NOT_FILE',
  EMFILE: 'E_EMFILE',
  ENFILE: 'E_EMFILE',
};

/** The error of a failed file system call on `path`. */
export function fsError(owner: string, path: string, cause: unknown): ImagePipelineError {
  const errno = errnoOf(cause);
  const code = CODE_OF_ERRNO[errno] ?? 'E_IO';
  return makeError(code, `${owner}: cannot read ${JSON.stringify(path)} (${errno || String(cause)})`, { path, cause });
}

const WRITE_CODES: Readonly<Record<string, ErrorCode>> = { ...CODE_OF_ERRNO, EEXIST: 'E_EXISTS', EISDIR: 'E_EXISTS' };

/** The error of a failed call that makes or writes `path`; `what` says which. */
export function fsWriteError(owner: string, what: string, path: string, cause: unknown): ImagePipelineError {
  const errno = errnoOf(cause) || 'unknown error';
  return makeError(WRITE_CODES[errno] ?? 'E_IO', `${owner}: ${what} ${path} (${errno})`, { path, cause });
}

/** The system's name of the error, such as 'ENOENT', or ''. */
export function errnoOf(cause: unknown): string {
  const code = (cause as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
