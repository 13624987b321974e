// Decoding of a file, or of its bytes in a block.
import type { NativeBlock } from './block.js';

export interface DecodeJob {
  path?: string | Uint8Array | undefined;
  block?: NativeBlock | undefined;
  /** Other formats are E_FORMAT instead of null. */
  jpegOnly?: boolean;
  channels: number;
  applyOrientation: boolean;
  targetHeight: number;
  targetWidth: number;
  maxPixels: number;
  maxBytes: number;
}

export interface DecodedBlock {
  block: NativeBlock;
  shape: number[];
}
