// Makes docs/images/contact-sheet.jpg, the picture in the README: `npx tsx demo/make-readme-picture.ts`.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { PHOTO_FOLDER, photoPipeline } from './photo-pipeline.js';

const SEED = 5;
const VARIANTS = 6;
const PHOTOS = ['astronaut', 'chelsea', 'coffee', 'rocket'];
const WIDTH_PX = 1000;

const folder = new URL('../docs/images/', import.meta.url);
const paths = PHOTOS.map((name) => join(PHOTO_FOLDER, `${name}.jpg`));
const { sheet } = await photoPipeline(SEED).preview(paths, { columns: VARIANTS });
const picture = await sharp(sheet).resize(WIDTH_PX).jpeg({ quality: 82, mozjpeg: true }).toBuffer();
await mkdir(folder, { recursive: true });
await writeFile(fileURLToPath(new URL('contact-sheet.jpg', folder)), picture);
