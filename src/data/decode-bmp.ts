// Masks from BMP files of 8 bits a pixel, whose numbers are the indices of a palette. sharp reads no BMP.
import { makeError } from '../errors.js';
import type { DecodedMask } from './decode-mask.js';

const FILE_HEADER_BYTES = 14;
const INFO_HEADER_BYTES = 40;

/** The indices of an uncompressed BMP of 8 bits. `path` names it in errors. */
export function decodeBmpMask(file: Uint8Array, path: string, maxPixels: number): DecodedMask {
  if (file.length < FILE_HEADER_BYTES + INFO_HEADER_BYTES) throw cut(path);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const [bits, compression] = [view.getUint16(28, true), view.getUint32(30, true)];
  if (view.getUint32(14, true) < INFO_HEADER_BYTES || bits !== 8 || compression !== 0) {
    const found = `${bits} bits, compression ${compression}`;
    throw makeError('E_UNSUPPORTED', `${path}: a BMP mask must have 8 bits a pixel, uncompressed; received ${found}`, {
      path,
    });
  }
  const height = Math.abs(signedHeight);
  if (width <= 0 || height === 0)
    throw makeError('E_HEADER', `${path}: the BMP declares ${width} x ${height}`, { path });
  if (width * height > maxPixels) {
    const message = `${path}: the image declares ${width} x ${height} pixels; the limit is ${maxPixels}`;
    throw makeError('E_PIXELS', message, { path });
  }
  const start = view.getUint32(10, true);
  const stride = Math.ceil(width / 4) * 4;
  if (start + stride * (height - 1) + width > file.length) throw cut(path);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    // Rows go upwards unless the height is negative.
    const from = start + stride * (signedHeight > 0 ? height - 1 - y : y);
    data.set(file.subarray(from, from + width), y * width);
  }
  return { data, shape: [height, width, 1] };
}

function cut(path: string) {
  return makeError('E_TRUNCATED', `${path}: the BMP ends too early`, { path });
}
