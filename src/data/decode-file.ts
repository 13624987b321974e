// Reads an image file without the two traps of a plain readFile: a FIFO that never answers, and errors without our codes.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ErrorCode, ImagePipelineError, makeError } from '../errors.js';
import { CODE_OF_ERRNO } from './fs-error.js';

const CODES: Readonly<Record<string, ErrorCode>> = {
  ...CODE_OF_ERRNO,
  ENXIO: 'E_NOT_FILE', // opening a socket
  ENODEV: 'E_NOT_FILE',
  EISDIR: 'E_NOT_FILE',
  ELOOP: 'E_LINK_LOOP',
};

/**
 * The bytes of the regular file at `path`, in memory that nobody else can reach.
 * @throws IoError E_NOT_FOUND, E_NOT_FILE, E_ACCES, E_EMFILE, E_IO; DatasetError E_LINK_LOOP; DecodeError E_TRUNCATED
 * when the file shrinks while it is read.
 */
export async function readImageFile(path: string): Promise<Uint8Array> {
  let file: FileHandle | undefined;
  try {
    // Absent on Windows, where these cases do not arise.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const info = await file.stat();
    if (!info.isFile()) throw makeError('E_NOT_FILE', `${path}: not a regular file`, { path });
    const bytes = await file.readFile();
    if (bytes.length < info.size) {
      const message = `${path}: the file shrank from ${info.size} to ${bytes.length} bytes while being read`;
      throw makeError('E_TRUNCATED', message, { path });
    }
    return bytes;
  } catch (cause) {
    if (cause instanceof ImagePipelineError) throw cause;
    const errno = (cause as NodeJS.ErrnoException).code ?? 'an unknown error';
    const message = `${JSON.stringify(path)}: the file could not be read: ${errno}`;
    throw makeError(CODES[errno] ?? 'E_IO', message, { path, cause });
  } finally {
    await file?.close();
  }
}
