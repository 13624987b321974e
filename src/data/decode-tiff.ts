// The few numbers of a TIFF's header that tell how its pixels are meant; the decoder says only what it made of them.

const BITS_PER_SAMPLE = 258;
const PHOTOMETRIC = 262;
const SHORT = 3;

export interface TiffHeader {
  /** 0 and 1: gray with 0 as white or black; 2: RGB; 3: palette. Undefined where the file does not say. */
  photometric: number | undefined;
  /** Bits of a value; of the first channel where they differ. */
  bits: number | undefined;
}

/** The header of the first page, as far as it can be read: damage is for the decoder to report. */
export function readTiffHeader(file: Uint8Array): TiffHeader {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  try {
    return readDirectory(view);
  } catch {
    // Beyond the end of the file.
    return { photometric: undefined, bits: undefined };
  }
}

function readDirectory(view: DataView): TiffHeader {
  const little = view.getUint8(0) === 0x49;
  const isBig = view.getUint16(2, little) === 43;
  const offset = (at: number) => (isBig ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  const directory = offset(isBig ? 8 : 4);
  const count = isBig ? offset(directory) : view.getUint16(directory, little);
  const [first, size, valueAt] = isBig ? [directory + 8, 20, 12] : [directory + 2, 12, 8];
  const header: TiffHeader = { photometric: undefined, bits: 1 };
  for (let entry = first; entry < first + count * size; entry += size) {
    const tag = view.getUint16(entry, little);
    if (tag !== BITS_PER_SAMPLE && tag !== PHOTOMETRIC) continue;
    if (view.getUint16(entry + 2, little) !== SHORT) continue;
    const values = isBig ? offset(entry + 4) : view.getUint32(entry + 4, little);
    const fits = values * 2 <= size - valueAt;
    const value = view.getUint16(fits ? entry + valueAt : offset(entry + valueAt), little);
    if (tag === PHOTOMETRIC) header.photometric = value;
    else header.bits = value;
  }
  return header;
}
