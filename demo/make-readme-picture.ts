// Makes docs/images/contact-sheet.jpg, the picture in the README: `npx tsx demo/make-readme-picture.ts`.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { photoPaths, photoPipeline } from './photo-pipeline.js';

const SEED = 11;
const VARIANTS = 6;
const ROWS = 4;
const WIDTH_PX = 1000;

const folder = new URL('../docs/images/', import.meta.url);
const { sheet } = await photoPipeline(SEED).preview(await photoPaths(), { columns: VARIANTS, rows: ROWS });
const picture = await sharp(sheet).resize(WIDTH_PX).jpeg({ quality: 82, mozjpeg: true }).toBuffer();
await mkdir(folder, { recursive: true });
await writeFile(fileURLToPath(new URL('contact-sheet.jpg', folder)), picture);
