// Pictures on a grid with thin gaps. Small pictures are enlarged by whole factors so that their pixels stay visible.
import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import { fitText, xmlText } from './captions.js';
import { drawMarks, type Size } from './draw-marks.js';
import type { MarkStyle, Marks } from './marks.js';
import { type Picture, withColours } from './picture.js';

/** A picture, what is drawn on it, and a text below it. */
export interface Cell extends Picture {
  marks?: Marks | undefined;
  caption?: string | undefined;
}

/** One line of cells; `lead` is set apart from the rest by a wider gap. */
export interface SheetRow {
  lead?: Cell;
  cells: Cell[];
}

const SHEET_WIDTH_PX = 1200;
const MAX_CELL_PX = 256;
const MIN_CELL_PX = 32;
const GAP_PX = 4;
const LEAD_GAP_PX = 12;
const CAPTION_PX = 18;
const CAPTION_FONT_PX = 12;
const BACKGROUND = { r: 32, g: 33, b: 36 };
const NO_STYLE: MarkStyle = { classNames: [], maskOpacity: 0, maskFillValue: 0 };

/** The sheet as PNG. Rows may have fewer cells than others. With any caption every cell has room for one. */
export async function drawContactSheet(rows: readonly SheetRow[], style = NO_STYLE): Promise<Buffer> {
  const all = rows.flatMap((row) => [...(row.lead ? [row.lead] : []), ...row.cells]);
  const captionHeight = all.some(({ caption }) => caption) ? CAPTION_PX : 0;
  const hasLead = rows.some((row) => row.lead !== undefined);
  const columns = Math.max(...rows.map((row) => row.cells.length));
  const limit = cellLimit(columns + (hasLead ? 1 : 0));
  const cell = cellSize(all, limit);
  const lineHeight = cell.height + captionHeight + GAP_PX;
  const firstLeft = GAP_PX + (hasLead ? cell.width + LEAD_GAP_PX : 0);
  const layers = rows.flatMap((row, y) => {
    const top = GAP_PX + y * lineHeight;
    const placed = row.cells.map((picture, x) => ({ picture, left: firstLeft + x * (cell.width + GAP_PX), top }));
    return row.lead === undefined ? placed : [{ picture: row.lead, left: GAP_PX, top }, ...placed];
  });
  const sheet: Size = {
    width: firstLeft + columns * (cell.width + GAP_PX),
    height: GAP_PX + rows.length * lineHeight,
  };
  const overlays = await Promise.all(
    layers.map(async ({ picture, left, top }) => {
      const shown = shownSize(picture, limit);
      return {
        input: await resized(picture, shown, style).png({ compressionLevel: 0 }).toBuffer(),
        left: left + Math.floor((cell.width - shown.width) / 2),
        top: top + Math.floor((cell.height - shown.height) / 2),
      };
    }),
  );
  const captions = layers.flatMap(({ picture: { caption }, left, top }) =>
    caption ? [{ ...drawCaption(caption, cell.width), left, top: top + cell.height }] : [],
  );
  const canvas = sharp({ create: { ...sheet, channels: 3, background: BACKGROUND } });
  return canvas
    .composite([...overlays, ...captions])
    .removeAlpha()
    .png()
    .toBuffer();
}

function cellLimit(columns: number): number {
  return Math.min(MAX_CELL_PX, Math.max(MIN_CELL_PX, Math.floor(SHEET_WIDTH_PX / columns) - GAP_PX));
}

function cellSize(cells: readonly Cell[], limit: number): Size {
  const sizes = cells.map((cell) => shownSize(cell, limit));
  return {
    width: Math.max(...sizes.map((size) => size.width)),
    height: Math.max(...sizes.map((size) => size.height)),
  };
}

/** Size on the sheet: the largest whole multiple that fits, or reduced to fit with the aspect ratio kept. */
export function shownSize(picture: Size, limit: number): Size {
  const longest = Math.max(picture.width, picture.height);
  const factor = longest <= limit ? Math.floor(limit / longest) : limit / longest;
  return {
    width: Math.max(1, Math.round(picture.width * factor)),
    height: Math.max(1, Math.round(picture.height * factor)),
  };
}

function resized(cell: Cell, size: Size, style: MarkStyle): Sharp {
  const enlarging = size.width >= cell.width && size.height >= cell.height;
  const image = cell.marks ? fromPicture(withColours(cell)) : fromPicture(cell);
  const scaled = image.resize(size.width, size.height, { fit: 'fill', kernel: enlarging ? 'nearest' : 'lanczos3' });
  return cell.marks ? scaled.composite(drawMarks(cell.marks, cell, size, style)) : scaled;
}

/** Text in the middle of a strip of `width` x CAPTION_PX pixels. */
function drawCaption(caption: string, width: number): Omit<OverlayOptions, 'left' | 'top'> {
  const { text, fontPx } = fitText(caption, width, CAPTION_FONT_PX);
  const style = `font-family="sans-serif" font-size="${fontPx}" fill="#e8eaed" text-anchor="middle"`;
  const words = `<text x="${width / 2}" y="${CAPTION_PX - 5}" ${style}>${xmlText(text)}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${CAPTION_PX}">${words}</svg>`;
  return { input: Buffer.from(svg) };
}

/** The cell at its own size with its marks in the pixels. */
export async function withMarks(cell: Cell, style: MarkStyle): Promise<Picture> {
  if (!cell.marks) return cell;
  const coloured = withColours(cell);
  const { width, height, channels } = coloured;
  const drawn = fromPicture(coloured).composite(drawMarks(cell.marks, cell, { width, height }, style));
  const { data } = await (channels === 3 ? drawn.removeAlpha() : drawn).raw().toBuffer({ resolveWithObject: true });
  return { data, width, height, channels };
}

/** sharp's view of a picture. */
export function fromPicture({ data, width, height, channels }: Picture): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}
