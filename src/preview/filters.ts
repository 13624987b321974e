// The filters of a fitted whitening as pictures: how each of some values of the result is made of all values of an image.
import { join } from 'node:path';
import { parseBoolean, parseSize, readOptions } from '../options.js';
import type { Image } from '../types.js';
import type { FittedWhitening } from '../whitening/fitted.js';
import { type Cell, drawContactSheet } from './contact-sheet.js';
import { gridOf } from './grid.js';
import { parseDirectory, parsePrefix } from './options.js';
import { toPicture } from './picture.js';
import type { PreviewResult } from './preview.js';
import { toTerminalText } from './terminal.js';
import { makeDirectory, writeAtomically } from './write-files.js';

/** Options of previewFilters(). */
export interface FilterPreviewOptions {
  /** How many filters are shown at most, evenly spread over the values of an image; at least 1, default 36. */
  count?: number;
  /** Directory for the sheet; made when missing. Without it nothing is written. */
  saveToDirectory?: string;
  /** Start of the file's name; default none. */
  savePrefix?: string;
  /** Also return the sheet as text for a terminal with 24-bit colour. Default false. */
  terminal?: boolean;
}

const OWNER = 'previewFilters';
const DEFAULT_COUNT = 36;

/** Each picture is a row of the matrix with 0 as middle gray, stretched by itself; its pixel and channel stand below. */
export async function drawFilters(fitted: FittedWhitening, options?: FilterPreviewOptions): Promise<PreviewResult> {
  const raw = readOptions(OWNER, options, ['count', 'saveToDirectory', 'savePrefix', 'terminal']);
  const count = raw.count === undefined ? DEFAULT_COUNT : parseSize(OWNER, 'count', raw.count);
  const directory = parseDirectory(raw.saveToDirectory, OWNER);
  const prefix = parsePrefix(raw.savePrefix, OWNER);
  const terminal = parseBoolean(OWNER, 'terminal', raw.terminal, false);
  const cells = spread(fitted.report.features, count).map((feature) => filterCell(fitted, feature));
  const sheet = await drawContactSheet(gridOf(cells));
  const text = terminal ? { text: await toTerminalText(sheet) } : {};
  if (directory === undefined) return { sheet, files: [], ...text };
  const path = join(directory, `${prefix === '' ? '' : `${prefix}_`}whitening-filters.png`);
  await makeDirectory(directory);
  await writeAtomically(path, sheet);
  return { sheet: path, files: [], ...text };
}

/** The middles of `count` equal parts of 0..size. */
function spread(size: number, count: number): number[] {
  const shown = Math.min(size, count);
  return Array.from({ length: shown }, (_, i) => Math.floor(((i + 0.5) * size) / shown));
}

function filterCell(fitted: FittedWhitening, feature: number): Cell {
  const [, width, channels] = fitted.shape;
  const data = fitted.filter(feature);
  const extent = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const image = withoutAlpha({ data, shape: fitted.shape });
  const pixel = Math.floor(feature / channels);
  const caption = `y ${Math.floor(pixel / width)} x ${pixel % width} c ${feature % channels}`;
  return { ...toPicture(image, { kind: 'valueRange', valueRange: [-extent, extent] }), caption };
}

/** A filter has no transparency: of four channels the first three. */
function withoutAlpha(image: Image): Image {
  const [height, width, channels] = image.shape;
  if (channels !== 4) return image;
  return { data: (image.data as Float32Array).filter((_, i) => i % 4 < 3), shape: [height, width, 3] };
}
