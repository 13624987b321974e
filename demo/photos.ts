// Augments the photos into a contact sheet.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { photoPaths, photoPipeline } from './photo-pipeline.js';
import type { Reporter } from './reporter.js';

const SEED = 11;
const VARIANTS = 6;

export async function runPhotos(reporter: Reporter): Promise<{ sheet: string }> {
  reporter.line('Photos: six variants of each');
  const folder = join(dirname(fileURLToPath(import.meta.url)), 'output');
  const path = join(folder, 'photos.png');
  const terminal = process.stdout.isTTY === true;
  const { sheet, text } = await photoPipeline(SEED).preview(await photoPaths(), { columns: VARIANTS, terminal });
  await mkdir(folder, { recursive: true });
  await writeFile(path, sheet);
  if (text !== undefined) reporter.line(text);
  reporter.line(`  Contact sheet: ${relative(process.cwd(), path)}\n`);
  return { sheet: path };
}
