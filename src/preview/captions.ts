// Labels in words, and text in SVG. A machine without fonts shows none or placeholders; nothing here depends on that.

/** Labels named in one caption. */
const MOST_CLASSES = 3;
/** Shares that are shown as 0.00 are left out. */
const LEAST_SHARE = 0.005;
/** Width of a character of a sans-serif font in parts of the font size, on the wide side. */
const CHARACTER_WIDTH = 0.6;
const SMALLEST_FONT_PX = 8;

/** The name of class `label`, or the number. */
export function classText(label: number, classNames: readonly string[]): string {
  return classNames[label] ?? shortNumber(label);
}

/** One number, a one-hot row (its class) or a soft row ("cat 0.70, dog 0.30"). */
export function labelText(labels: number | readonly number[], classNames: readonly string[]): string {
  if (typeof labels === 'number') return classText(labels, classNames);
  if (labels.length === 1) return shortNumber(labels[0] as number);
  const shares = labels.map((share, index) => ({ share, index })).filter(({ share }) => Math.abs(share) >= LEAST_SHARE);
  shares.sort((a, b) => b.share - a.share || a.index - b.index);
  const words = shares.slice(0, MOST_CLASSES).map(({ share, index }) => {
    const name = classText(index, classNames);
    return share === 1 ? name : `${name} ${share.toFixed(2)}`;
  });
  return shares.length > MOST_CLASSES ? `${words.join(', ')}, ...` : words.join(', ');
}

function shortNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** `text` and the font size at which it fits into `width`, cut off where even the smallest font is too wide. */
export function fitText(text: string, width: number, fontPx: number): { text: string; fontPx: number; width: number } {
  const characters = Array.from(text);
  const widthAt = (size: number, count: number) => size * CHARACTER_WIDTH * count;
  const fitting = Math.floor(width / (CHARACTER_WIDTH * Math.max(characters.length, 1)));
  const size = Math.max(Math.min(fontPx, fitting), Math.min(fontPx, SMALLEST_FONT_PX));
  const room = Math.floor(width / widthAt(size, 1));
  const shown = characters.length <= room ? text : `${characters.slice(0, Math.max(room - 1, 0)).join('')}\u2026`;
  return { text: shown, fontPx: size, width: widthAt(size, Math.min(characters.length, room)) };
}

/** Any text as the content of an XML element. */
export function xmlText(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  // What XML has no place for: control characters, halves of surrogate pairs and two non-characters.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  const foreign = /[\u0000-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/gu;
  return text.replace(foreign, '\ufffd').replace(/[&<>]/g, (character) => entities[character] as string);
}
