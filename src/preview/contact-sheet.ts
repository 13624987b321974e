// Pictures on a grid with thin gaps. Small pictures are enlarged by whole factors so that their pixels stay visible.
import sharp, { type Sharp } from 'sharp';
import type { Picture } from './picture.js';

/** One line of cells; `lead` is set apart from the rest by a wider gap. */
export interface SheetRow {
  lead?: Picture;
  cells: Picture[];
}

const SHEET_WIDTH_PX = 1200;
const MAX_CELL_PX = 256;
const MIN_CELL_PX = 32;
const GAP_PX = 4;
const LEAD_GAP_PX = 12;
const BACKGROUND = { r: 32, g: 33, b: 36 };

interface Size {
  width: number;
  height: number;
}

/** The sheet as PNG. Every row has the same number of cells except the last, which may have fewer. */
export async function drawContactSheet(rows: readonly SheetRow[]): Promise<Buffer> {
  const hasLead = rows.some((row) => row.lead !== undefined);
  const columns = Math.max(...rows.map((row) => row.cells.length));
  const limit = cellLimit(columns + (hasLead ? 1 : 0));
  const cell = cellSize(rows, limit);
  const firstLeft = GAP_PX + (hasLead ? cell.width + LEAD_GAP_PX : 0);
  const layers = rows.flatMap((row, y) => {
    const top = GAP_PX + y * (cell.height + GAP_PX);
    const placed = row.cells.map((picture, x) => ({ picture, left: firstLeft + x * (cell.width + GAP_PX), top }));
    return row.lead === undefined ? placed : [{ picture: row.lead, left: GAP_PX, top }, ...placed];
  });
  const sheet: Size = {
    width: firstLeft + columns * (cell.width + GAP_PX),
    height: GAP_PX + rows.length * (cell.height + GAP_PX),
  };
  const overlays = await Promise.all(
    layers.map(async ({ picture, left, top }) => {
      const shown = shownSize(picture, limit);
      return {
        input: await resized(picture, shown).png({ compressionLevel: 0 }).toBuffer(),
        left: left + Math.floor((cell.width - shown.width) / 2),
        top: top + Math.floor((cell.height - shown.height) / 2),
      };
    }),
  );
  const canvas = sharp({ create: { ...sheet, channels: 3, background: BACKGROUND } });
  return canvas.composite(overlays).removeAlpha().png().toBuffer();
}

function cellLimit(columns: number): number {
  return Math.min(MAX_CELL_PX, Math.max(MIN_CELL_PX, Math.floor(SHEET_WIDTH_PX / columns) - GAP_PX));
}

function cellSize(rows: readonly SheetRow[], limit: number): Size {
  const sizes = rows.flatMap((row) => [...(row.lead ? [row.lead] : []), ...row.cells]).map((p) => shownSize(p, limit));
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

function resized(picture: Picture, size: Size): Sharp {
  const enlarging = size.width >= picture.width && size.height >= picture.height;
  const image = fromPicture(picture);
  return image.resize(size.width, size.height, { fit: 'fill', kernel: enlarging ? 'nearest' : 'lanczos3' });
}

/** sharp's view of a picture. */
export function fromPicture({ data, width, height, channels }: Picture): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}
