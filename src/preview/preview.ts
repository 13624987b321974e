// preview(): what a pipeline does to data, as pictures that a person can look at.
import { join } from 'node:path';
import { captioned, type Result, readResult, resultCell, sourceCell, styleOf } from './cells.js';
import { type Cell, drawContactSheet, fromPicture, type SheetRow, withMarks } from './contact-sheet.js';
import { runEachLayer } from './each-layer.js';
import { gridOf } from './grid.js';
import type { PreviewHost } from './host.js';
import type { MarkStyle } from './marks.js';
import { type ParsedPreviewOptions, type PreviewOptions, parsePreviewOptions } from './options.js';
import type { Picture } from './picture.js';
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
  const style = styleOf(host, parsed);
  const results = parsed.eachLayer
    ? await runEachLayer(host, data, sources, parsed)
    : await runVariants(host, sources, parsed);
  const originals = sources.map(({ input }) => sourceCell(input, parsed, style));
  const sheet = await drawContactSheet(arrange(originals, results, parsed), style);
  const text = parsed.terminal ? { text: await toTerminalText(sheet) } : {};
  if (parsed.directory === undefined) return { sheet, files: [], ...text };
  return { ...(await save(parsed.directory, sheet, results, style, parsed)), ...text };
}

/** results[row][variant]. Variant v is drawn as epoch + v, so the sheet shows what successive epochs will see. */
async function runVariants(host: PreviewHost, sources: Source[], options: ParsedPreviewOptions): Promise<Result[][]> {
  const inputs = sources.map(({ input }) => input);
  const indexes = sources.map(({ index }) => index);
  const results: Result[][] = sources.map(() => []);
  const style = styleOf(host, options);
  for (let variant = 0; variant < options.columns; variant++) {
    const run = { seed: options.seed, epoch: options.epoch + variant, training: options.training };
    for (const [row, output] of (await host.run(inputs, indexes, run)).entries()) {
      const cell = resultCell(readResult(host, output), options, style);
      results[row]?.push({ name: String(indexes[row]), cell });
    }
  }
  return results;
}

/**
 * Several variants: a line per image, led by the original. One variant each: a grid about as wide as high. Each layer: such
 * a grid for every image, which the original begins.
 */
function arrange(originals: Cell[], results: Result[][], { columns, eachLayer }: ParsedPreviewOptions): SheetRow[] {
  const cells = results.map((row) => row.map(({ cell }) => cell));
  if (eachLayer) return originals.flatMap((cell, row) => gridOf([captioned(cell, 'original'), ...(cells[row] ?? [])]));
  if (columns > 1) return originals.map((lead, row) => ({ lead, cells: cells[row] ?? [] }));
  return gridOf(cells.flat());
}

async function save(
  directory: string,
  sheet: Buffer,
  results: Result[][],
  style: MarkStyle,
  { prefix, format }: ParsedPreviewOptions,
): Promise<{ sheet: string; files: string[] }> {
  const start = prefix === '' ? '' : `${prefix}_`;
  const encoded = await Promise.all(
    results.flat().map(async ({ name, cell }) => {
      const picture = await withMarks(cell, style);
      const path = join(directory, `${start}${name}_${contentHash(picture)}.${format}`);
      return { path, bytes: await encode(picture, format) };
    }),
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
