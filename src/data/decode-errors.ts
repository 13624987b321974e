// What sharp's sentences mean in our codes. sharp has no error codes, so its messages are matched.
import { type ErrorCode, type ImagePipelineError, makeError } from '../errors.js';
import { describePngDamage } from './decode-png.js';
import type { SharpFormat } from './decode-sniff.js';

/** The part of a decode that failed: before or after size and format were known. */
export type DecodePhase = 'header' | 'pixels';

interface Failure {
  phase: DecodePhase;
  format: SharpFormat;
  bytes: Uint8Array;
  path: string | undefined;
  cause: unknown;
}

const RULES: readonly [RegExp, ErrorCode][] = [
  [/out of memory|unable to allocate|allocation failed/i, 'E_ALLOC'],
  [/exceeds pixel limit/i, 'E_PIXELS'],
  [/premature end|unexpected end|end of (file|stream)|truncated|not enough data/i, 'E_TRUNCATED'],
  [/unsupported (codec|feature)|not supported|no decoding plugin/i, 'E_UNSUPPORTED'],
];

/** Our error for what sharp threw. */
export function decodeFailure({ phase, format, bytes, path, cause }: Failure): ImagePipelineError {
  const sentence = cause instanceof Error ? cause.message : String(cause);
  // libpng stops in the same words for a wrong checksum and a short file; the chunks tell them apart.
  const damage = format === 'png' ? describePngDamage(bytes) : undefined;
  const code = isCutWebp(format, bytes) ? 'E_TRUNCATED' : codeOf(sentence, phase);
  const where = path ?? 'image data';
  const reason = damage ?? sentence.replaceAll('\n', '; ');
  return makeError(code, `${where}: the ${format.toUpperCase()} could not be decoded: ${reason}`, { path, cause });
}

function codeOf(sentence: string, phase: DecodePhase): ErrorCode {
  const rule = RULES.find(([pattern]) => pattern.test(sentence));
  return rule?.[1] ?? (phase === 'header' ? 'E_HEADER' : 'E_CORRUPT');
}

/** libwebp calls a short file unparsable; the length in its RIFF header knows better. */
function isCutWebp(format: SharpFormat, bytes: Uint8Array): boolean {
  if (format !== 'webp') return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes.length < view.getUint32(4, true) + 8;
}
