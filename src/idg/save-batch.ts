// saveToDir: the images of a batch as files, stretched to 0..255 for looking at.
import { join } from 'node:path';
import type { MadeBatch } from '../data/batch.js';
import { type Batch, imageOf } from '../input.js';
import { toArray } from '../memory.js';
import { invalid, parseEnum, type RawOptions } from '../options.js';
import { fromPicture } from '../preview/contact-sheet.js';
import type { Picture } from '../preview/picture.js';
import { contentHash, makeDirectory, writeAtomically } from '../preview/write-files.js';
import type { DataFormat } from '../samples/settings.js';
import type { BatchShape, DType, PixelArray } from '../types.js';
import { copyToLast } from './channels-first.js';
import type { Compat, ParsedOptions } from './options.js';

export interface SaveOptions {
  /** Directory for every image that is handed out; made when missing. Default: none is saved. */
  saveToDir?: string | null;
  /** Start of the file names. Default ''. */
  savePrefix?: string;
  /** Default 'png'. */
  saveFormat?: 'png' | 'jpeg' | 'jpg';
}

export const SAVE_OPTIONS = ['saveToDir', 'savePrefix', 'saveFormat'] as const;

export interface ParsedSave {
  directory: string;
  prefix: string;
  format: 'png' | 'jpeg' | 'jpg';
}

export function parseSave(owner: string, raw: RawOptions): ParsedSave | undefined {
  const { saveToDir, savePrefix = '' } = raw;
  const format = parseEnum(owner, 'saveFormat', raw.saveFormat, ['png', 'jpeg', 'jpg'] as const, 'png');
  if (typeof savePrefix !== 'string') throw invalid(owner, 'savePrefix', 'a string', savePrefix, 'E_TYPE');
  if (/[/\\\0]/.test(savePrefix)) {
    throw invalid(owner, 'savePrefix', 'a part of a file name, without / and \\', savePrefix, 'E_NAME');
  }
  if (saveToDir === undefined || saveToDir === null) return undefined;
  if (typeof saveToDir !== 'string' || saveToDir === '' || saveToDir.includes('\0')) {
    throw invalid(owner, 'saveToDir', 'a path', saveToDir, 'E_TYPE');
  }
  return { directory: saveToDir, prefix: savePrefix, format };
}

/** Writes prefix_index_hash.format for each image; `hashes` are NumPy's, or those of the pixels where there are none. */
export async function saveBatch(
  { directory, prefix, format }: ParsedSave,
  { xs }: MadeBatch,
  members: readonly number[],
  hashes: readonly number[] | undefined,
  { compat, dataFormat }: Pick<ParsedOptions, 'compat' | 'dataFormat'>,
): Promise<void> {
  const batch = lastOf({ ...xs, data: toArray(xs.data, xs.dtype) }, dataFormat);
  await makeDirectory(directory);
  await Promise.all(
    members.map(async (member, i) => {
      const { data, shape } = imageOf(batch, i);
      const picture = stretched(data as PixelArray, shape, compat);
      const hash = hashes?.[i] ?? contentHash(picture);
      const image = fromPicture(picture);
      const bytes = await (format === 'png' ? image.png() : image.removeAlpha().jpeg({ quality: 92 })).toBuffer();
      await writeAtomically(join(directory, `${prefix}_${member}_${hash}.${format}`), bytes);
    }),
  );
}

/** The images with channels last. */
function lastOf(
  { data, dtype, shape }: { data: PixelArray; dtype: DType; shape: readonly number[] },
  dataFormat: DataFormat,
): Batch<PixelArray> {
  if (dataFormat === 'channelsLast') return { data, dtype, shape: shape as BatchShape };
  const [count, channels, height, width] = shape as BatchShape;
  return copyToLast({ data, dtype, shape: [count, height, width, channels] }, dataFormat);
}

/** Brings the greatest value to 255 and the least to 0; 'idg-1.1' moves the least only where it is below 0. */
function stretched(data: PixelArray, [, height, width, stored]: BatchShape, compat: Compat | null): Picture {
  const channels = stored === 2 || stored === 1 ? 1 : stored === 4 ? 4 : 3;
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of data) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const low = compat === 'idg-1.1' ? Math.min(least, 0) : least;
  const span = greatest - low || 1;
  const bytes = Buffer.alloc(height * width * channels);
  for (let i = 0; i < bytes.length; i++) {
    const value = data[Math.floor(i / channels) * stored + (i % channels)] as number;
    bytes[i] = Math.trunc(Math.fround(Math.fround(Math.fround(value - low) / span) * 255)) || 0;
  }
  return { data: bytes, width, height, channels };
}
