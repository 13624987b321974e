// Finds which chunk of a PNG is damaged; the decoder only says that one is.
import { crc32 } from 'node:zlib';

const SIGNATURE_BYTES = 8;
/** Length before a chunk's type, and checksum after its data. */
const LENGTH_BYTES = 4;
const TYPE_BYTES = 4;
const CHECKSUM_BYTES = 4;

/** The first damage, as the end of a sentence; undefined when every chunk is whole. */
export function describePngDamage(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = SIGNATURE_BYTES;
  while (at < bytes.length) {
    const typeAt = at + LENGTH_BYTES;
    const dataAt = typeAt + TYPE_BYTES;
    if (dataAt > bytes.length) return `a chunk is cut off at byte ${at}`;
    const type = Buffer.from(bytes.subarray(typeAt, dataAt)).toString('latin1');
    const dataEnd = dataAt + view.getUint32(at);
    if (dataEnd + CHECKSUM_BYTES > bytes.length) return `chunk ${printable(type)} at byte ${at} is cut off`;
    if (crc32(bytes.subarray(typeAt, dataEnd)) !== view.getUint32(dataEnd)) {
      return `chunk ${printable(type)} at byte ${at} has a wrong checksum`;
    }
    if (type === 'IEND') return undefined;
    at = dataEnd + CHECKSUM_BYTES;
  }
  return 'the closing chunk IEND is missing';
}

function printable(type: string): string {
  return /^[A-Za-z]{4}$/.test(type) ? type : JSON.stringify(type);
}
