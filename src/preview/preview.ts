// preview(): what a pipeline does to data, as pictures that a person can look at.
import { join } from 'node:path';
import { drawContactSheet, fromPicture, type SheetRow } from './contact-sheet.js';
import type { PreviewHost } from './host.js';
import { type ParsedPreviewOptions, type PreviewOptions, parsePreviewOptions } from './options.js';
import { type Picture, type Scaling, sourceScaling, toPicture } from './picture.js';
import { type PreviewData, readSources, type Source } from './sources.js';
import { toTerminalText } from './terminal.js';
import { contentHash, makeDirectory, writeAtomically } from './write-files.js';

/** What ImagePipeline.preview() made. */
export interface PreviewResult {
  /** The contact sheet: its path with saveToDirectory, else its PNG bytes. */
  sheet: string | Buffer;
  /** Paths of the single results, image by image and variant by variant; empty without saveToDirectory. */
  files: string[];
  /** The sheet for a terminal, when `terminal` was asked for. The library prints nothing itself. */
  text?: string;
}

/** Everything is computed and encoded before the first file is written. */
export async function previewImages(
  host: PreviewHost,
  data: PreviewData,
  options?: PreviewOptions,
): Promise<PreviewResult> {
  const parsed = parsePreviewOptions(options);
  const sources = await readSources(host, data, parsed.rows);
  const results = await runVariants(host, sources, parsed);
  const sheet = await drawContactSheet(arrange(sources, results, parsed));
  const text = parsed.terminal ? { text: await toTerminalText(sheet) } : {};
  if (parsed.directory === undefined) return { sheet, files: [], ...text };
  return { ...(await save(parsed.directory, sheet, sources, results, parsed)), ...text };
}

/** results[row][variant]. Variant v is drawn as epoch + v, so the sheet shows what successive epochs will see. */
async function runVariants(host: PreviewHost, sources: Source[], options: ParsedPreviewOptions): Promise<Picture[][]> {
  const inputs = sources.map(({ image }) => image);
  const indexes = sources.map(({ index }) => index);
  const results: Picture[][] = sources.map(() => []);
  const scaling = scalingOf(options);
  for (let variant = 0; variant < options.columns; variant++) {
    const run = { seed: options.seed, epoch: options.epoch + variant, training: options.training };
    const images = await host.run(inputs, indexes, run);
    for (const [row, image] of images.entries()) results[row]?.push(toPicture(image, scaling));
  }
  return results;
}

function scalingOf({ scaling, valueRange }: ParsedPreviewOptions): Scaling {
  return { kind: scaling, valueRange };
}

/** Several variants: a line per image, led by the original. One variant each: a grid about as wide as high. */
function arrange(sources: Source[], results: Picture[][], options: ParsedPreviewOptions): SheetRow[] {
  if (options.columns > 1) {
    const scaling = scalingOf(options);
    return sources.map(({ image }, row) => ({
      lead: toPicture(image, sourceScaling(image, scaling)),
      cells: results[row] ?? [],
    }));
  }
  const pictures = results.flat();
  const columns = Math.ceil(Math.sqrt(pictures.length));
  const rows = Array.from({ length: Math.ceil(pictures.length / columns) }, (_, row) => row * columns);
  return rows.map((first) => ({ cells: pictures.slice(first, first + columns) }));
}

async function save(
  directory: string,
  sheet: Buffer,
  sources: Source[],
  results: Picture[][],
  { prefix, format }: ParsedPreviewOptions,
): Promise<{ sheet: string; files: string[] }> {
  const start = prefix === '' ? '' : `${prefix}_`;
  const named = sources.flatMap(({ index }, row) =>
    (results[row] ?? []).map((picture) => ({
      picture,
      path: join(directory, `${start}${index}_${contentHash(picture)}.${format}`),
    })),
  );
  const encoded = await Promise.all(
    named.map(async ({ picture, path }) => ({ path, bytes: await encode(picture, format) })),
  );
  const sheetPath = join(directory, `${start}contact-sheet.png`);
  await makeDirectory(directory);
  for (const { path, bytes } of encoded) await writeAtomically(path, bytes);
  await writeAtomically(sheetPath, sheet);
  return { sheet: sheetPath, files: encoded.map(({ path }) => path) };
}

/** JPEG has no alpha: transparent pixels become white. */
function encode(picture: Picture, format: ParsedPreviewOptions['format']): Promise<Buffer> {
  const image = fromPicture(picture);
  return format === 'png'
    ? image.png().toBuffer()
    : image.flatten({ background: '#fff' }).jpeg({ quality: 92 }).toBuffer();
}
