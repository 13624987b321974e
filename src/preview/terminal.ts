// A picture as text: each character shows two pixels, the upper one as a half block, the lower one as its background.
import sharp from 'sharp';

const DEFAULT_COLUMNS = 80;
const UPPER_HALF_BLOCK = '\u2580';
const RESET = '\u001b[0m';

/** Text of `png`, as wide as the terminal but never wider than the picture, one line end after each row. */
export async function toTerminalText(
  png: Buffer,
  columns = process.stdout.columns ?? DEFAULT_COLUMNS,
): Promise<string> {
  const source = sharp(png).removeAlpha().toColourspace('srgb');
  const { width = 1 } = await source.metadata();
  const { data, info } = await source
    .resize({ width: Math.max(1, Math.min(columns, width)) })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const lines: string[] = [];
  for (let y = 0; y < info.height; y += 2) {
    let line = '';
    for (let x = 0; x < info.width; x++) {
      const upper = colour(data, (y * info.width + x) * info.channels);
      const below = y + 1 < info.height ? `;48;2;${colour(data, ((y + 1) * info.width + x) * info.channels)}` : '';
      line += `\u001b[38;2;${upper}${below}m${UPPER_HALF_BLOCK}`;
    }
    lines.push(`${line}${RESET}\n`);
  }
  return lines.join('');
}

function colour(data: Buffer, offset: number): string {
  return `${data[offset]};${data[offset + 1]};${data[offset + 2]}`;
}
