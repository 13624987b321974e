// Images per second of the photo pipeline, from JPEG files and from memory.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import sharp from 'sharp';
import { capabilities, type ImageBatch } from '../src/index.js';
import { augmentPhotos, PHOTO_FOLDER, photoPaths, RESULT_SIDE, STORED_SIDE } from './photo-pipeline.js';
import { type Reporter, table } from './reporter.js';

const SEED = 3;
const BATCH_SIZE = 32;
const FILES = 320;
const MEMORY_BATCHES = 40;

export interface Throughput {
  decodeIncluded: boolean;
  from: string;
  to: string;
  imagesPerSecond: number;
}

export async function runThroughput(reporter: Reporter): Promise<Throughput[]> {
  reporter.line(`Throughput of the photo pipeline (${capabilities().target}, ${capabilities().threads} threads)`);
  const results = [await fromFiles(), await fromMemory()];
  const rows = results.map(({ from, to, imagesPerSecond }) => [from, to, imagesPerSecond.toFixed(0)]);
  reporter.line(`${table([['from', 'to', 'images/s'], ...rows])}\n`);
  return results;
}

const RESULT = `${RESULT_SIDE}x${RESULT_SIDE}x3 float32`;

/** Decode, resize and augment: the photos over and over, as rows of a data frame. */
async function fromFiles(): Promise<Throughput> {
  const paths = await photoPaths();
  const rows = Array.from({ length: FILES }, (_, i) => ({ filename: basename(paths[i % paths.length] as string) }));
  const dataset = await augmentPhotos(SEED).fromDataFrame(rows, {
    directory: PHOTO_FOLDER,
    targetMode: null,
    imageSize: [STORED_SIDE, STORED_SIDE],
    cropToAspectRatio: true,
    batchSize: BATCH_SIZE,
  });
  const start = performance.now();
  let count = 0;
  for await (const { xs } of dataset) count += xs.shape[0];
  return { decodeIncluded: true, from: 'JPEG files of 640 pixels', to: RESULT, imagesPerSecond: rate(count, start) };
}

async function fromMemory(): Promise<Throughput> {
  const pipeline = augmentPhotos(SEED);
  const batch = await loadBatch();
  await pipeline.apply(batch);
  const start = performance.now();
  let firstIndex = 0;
  for (let i = 0; i < MEMORY_BATCHES; i++, firstIndex += BATCH_SIZE) await pipeline.apply(batch, { firstIndex });
  const from = `${STORED_SIDE}x${STORED_SIDE}x3 uint8 in memory`;
  return { decodeIncluded: false, from, to: RESULT, imagesPerSecond: rate(firstIndex, start) };
}

const rate = (count: number, startMs: number) => count / ((performance.now() - startMs) / 1000);

async function loadBatch(): Promise<ImageBatch> {
  const paths = await photoPaths();
  const photos = await Promise.all(
    paths.map(async (path) =>
      sharp(await readFile(path))
        .resize(STORED_SIDE, STORED_SIDE)
        .removeAlpha()
        .raw()
        .toBuffer(),
    ),
  );
  const data = Buffer.concat(Array.from({ length: BATCH_SIZE }, (_, i) => photos[i % photos.length] as Buffer));
  return { data: new Uint8Array(data), shape: [BATCH_SIZE, STORED_SIDE, STORED_SIDE, 3] };
}
