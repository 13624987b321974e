// Names of files: which are images, and which are text at all.
import { isUtf8 } from 'node:buffer';
import { makeError } from '../errors.js';

/** Endings of image files, in any case. Files that end in .bmp are listed, and fail with E_UNSUPPORTED when read. */
export const IMAGE_SUFFIXES = ['.bmp', '.gif', '.jpeg', '.jpg', '.png', '.webp', '.avif', '.tif', '.tiff'] as const;

/** True when the name ends like an image, whatever the case. */
export function isImageName(name: string): boolean {
  const lower = name.slice(-5).toLowerCase();
  return IMAGE_SUFFIXES.some((suffix) => lower.endsWith(suffix));
}

/**
 * The text of a name that was read as one character per byte. In that form the order of the < operator is the order of
 * code points, and bytes that are not UTF-8 survive to be reported. Throws E_NAME for those: Node cannot open them.
 */
export function decodeName(owner: string, bytesAsText: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole ASCII range is meant
  if (/^[\x00-\x7f]*$/.test(bytesAsText)) return bytesAsText;
  const bytes = Buffer.from(bytesAsText, 'latin1');
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const escaped = bytesAsText.replace(
    /[^\x20-\x7e]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  throw makeError('E_NAME', `${owner}: the file name '${escaped}' is not valid UTF-8; rename it`);
}
