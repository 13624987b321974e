// A folder of JPEG files that are as smooth as photographs, in the per-user cache, and what sharp decodes them to.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { cacheFolder } from '../scripts/bootstrap/cache.mjs';
import { makeNatural } from './fit/images.js';
import type { Case } from './op.js';

const QUALITY = 90;

/** Path of the folder; files are made on first use. */
export async function jpegFolder({ shape, count }: Case): Promise<string> {
  const [height, width, channels] = shape;
  const folder = join(cacheFolder(), `bench-jpeg-${height}x${width}-${count}`);
  const complete = join(folder, '.complete');
  if (existsSync(complete)) return folder;
  mkdirSync(folder, { recursive: true });
  const pixels = makeNatural(count, shape);
  const size = height * width * channels;
  for (let i = 0; i < count; i++) {
    const image = pixels.subarray(i * size, (i + 1) * size);
    const raw = { width, height, channels: channels as 3 };
    await sharp(image, { raw })
      .jpeg({ quality: QUALITY })
      .toFile(join(folder, `${String(i).padStart(4, '0')}.jpg`));
  }
  writeFileSync(complete, '');
  return folder;
}

/** Paths in order. */
export function filesOf(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.jpg'));
  return names.sort().map((name) => join(folder, name));
}

export async function decodeAll(folder: string): Promise<Uint8Array> {
  const all: Buffer[] = [];
  for (const file of filesOf(folder)) all.push(await sharp(file).raw().toBuffer());
  return new Uint8Array(Buffer.concat(all));
}
