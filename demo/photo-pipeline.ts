// The photo pipeline of the demo and of the picture in the README.
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ImagePipeline,
  RandomBrightness,
  RandomChannelShift,
  RandomContrast,
  RandomCrop,
  RandomFlip,
  RandomRotation,
  RandomShear,
  RandomTranslation,
  RandomZoom,
  Resizing,
} from '../src/index.js';

export const STORED_SIDE = 256;
export const RESULT_SIDE = 224;
export const PHOTO_FOLDER = join(dirname(fileURLToPath(import.meta.url)), 'photos');

const RESIZE = { height: STORED_SIDE, width: STORED_SIDE, cropToAspectRatio: true, antialias: true };

/** Paths of the photos, in order of their names. */
export async function photoPaths(): Promise<string[]> {
  const names = (await readdir(PHOTO_FOLDER)).filter((name) => name.endsWith('.jpg')).sort();
  return names.map((name) => join(PHOTO_FOLDER, name));
}

/** 256 x 256 photos to 224 x 224 variants. */
export function augmentPhotos(seed: number): ImagePipeline {
  return new ImagePipeline(
    [
      new RandomCrop({ height: RESULT_SIDE, width: RESULT_SIDE }),
      new RandomFlip({ mode: 'horizontal' }),
      new RandomRotation({ factor: 0.06 }),
      new RandomShear({ xFactor: 0.15, yFactor: 0.1 }),
      new RandomZoom({ heightFactor: [-0.3, 0.1] }),
      new RandomTranslation({ heightFactor: 0.05, widthFactor: 0.05 }),
      new RandomBrightness({ factor: 0.15 }),
      new RandomContrast({ factor: [0.3, 0.4] }),
      new RandomChannelShift({ factor: 25, valueRange: [0, 255] }),
    ],
    { seed },
  );
}

/** Photos of any size to 224 x 224 variants. */
export function photoPipeline(seed: number): ImagePipeline {
  return new ImagePipeline([new Resizing(RESIZE), augmentPhotos(seed)], { seed });
}
