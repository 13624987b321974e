// Marks as overlays of a picture at the size it is shown in, so that lines and text are crisp whatever that size is.
import type { OverlayOptions } from 'sharp';
import type { Image } from '../types.js';
import { fitText, xmlText } from './captions.js';
import type { BoxMark, MarkStyle, Marks, PointMark } from './marks.js';
import { type Colour, colourOf, cssOf, FILL_COLOUR, textColourOn } from './palette.js';

export interface Size {
  width: number;
  height: number;
}

/** On smaller pictures the words would hide everything else. */
const SMALLEST_WITH_TEXT_PX = 48;

/** Overlays for a picture of `shown` whose image is of the size `image`. */
export function drawMarks(marks: Marks, image: Size, shown: Size, style: MarkStyle): OverlayOptions[] {
  const { mask, boxes, points } = marks;
  const overlays: OverlayOptions[] = mask ? [{ ...maskOverlay(mask, shown, style), left: 0, top: 0 }] : [];
  if (boxes.length + points.length === 0) return overlays;
  const scale = { x: shown.width / image.width, y: shown.height / image.height };
  const shapes = [
    ...boxes.map((box) => boxShape(box, scale, shown)),
    ...points.map((point) => pointShape(point, scale, shown)),
  ];
  const { width, height } = shown;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`;
  return [...overlays, { input: Buffer.from(svg), left: 0, top: 0 }];
}

/** Each pixel shown has the colour of the class at its centre. */
function maskOverlay(mask: Image, { width, height }: Size, style: MarkStyle): OverlayOptions {
  const [rows, columns, channels] = mask.shape;
  const input = Buffer.alloc(width * height * 4);
  const alpha = Math.round(255 * style.maskOpacity);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * rows) / height);
    for (let x = 0; x < width; x++) {
      const column = Math.floor(((x + 0.5) * columns) / width);
      const colour = maskColour(mask, (row * columns + column) * channels, style.maskFillValue);
      if (colour) input.set([...colour, alpha], (y * width + x) * 4);
    }
  }
  return { input, raw: { width, height, channels: 4 } };
}

/** One channel holds class numbers; of several the one with the largest value is the class, as in one-hot masks. */
function maskColour({ data, shape }: Image, at: number, fillValue: number): Colour | undefined {
  const channels = shape[2];
  let best = 0;
  let filled = true;
  for (let c = 0; c < channels; c++) {
    const value = data[at + c] as number;
    if (!Number.isFinite(value)) return undefined;
    if (value !== fillValue) filled = false;
    if (value > (data[at + best] as number)) best = c;
  }
  if (filled) return FILL_COLOUR;
  return colourOf(channels === 1 ? (data[at] as number) : best);
}

interface Scale {
  x: number;
  y: number;
}

function strokeOf({ width, height }: Size): number {
  return Math.max(1, Math.round(Math.max(width, height) / 128));
}

/** An outline inside the box, on whole pixels. */
function boxShape({ corners, colour, text }: BoxMark, scale: Scale, shown: Size): string {
  const stroke = strokeOf(shown);
  // Beyond the picture by more than the line it makes no difference where an edge is.
  const place = (value: number, size: number) => Math.round(Math.min(Math.max(value, -2 * stroke), size + 2 * stroke));
  const [x1, y1, x2, y2] = corners as [number, number, number, number];
  const [left, right] = [place(x1 * scale.x, shown.width), place(x2 * scale.x, shown.width)];
  const [top, bottom] = [place(y1 * scale.y, shown.height), place(y2 * scale.y, shown.height)];
  if (right <= left || bottom <= top) return '';
  const outer = `M${left} ${top}H${right}V${bottom}H${left}Z`;
  const hasInside = right - left > 2 * stroke && bottom - top > 2 * stroke;
  const inner = `M${left + stroke} ${top + stroke}H${right - stroke}V${bottom - stroke}H${left + stroke}Z`;
  const path = `<path fill-rule="evenodd" fill="${cssOf(colour)}" d="${outer}${hasInside ? inner : ''}"/>`;
  return path + boxText(text, { left: Math.max(left, 0), top, bottom }, colour, shown);
}

/** The label on a plate of the box's colour: above the box, or inside where there is no room. */
function boxText(
  text: string,
  box: { left: number; top: number; bottom: number },
  colour: Colour,
  shown: Size,
): string {
  if (text === '' || Math.min(shown.width, shown.height) < SMALLEST_WITH_TEXT_PX || box.left >= shown.width) return '';
  const wanted = Math.max(10, Math.round(Math.max(shown.width, shown.height) / 22));
  const room = shown.width - box.left - 4;
  if (room < 8) return '';
  const { text: fitting, fontPx, width } = fitText(text, room, wanted);
  const height = fontPx + 3;
  const above = box.top >= height;
  const plate = { top: above ? box.top - height : Math.max(box.top, 0), width: Math.ceil(width) + 4 };
  const rect = `<rect x="${box.left}" y="${plate.top}" width="${plate.width}" height="${height}" fill="${cssOf(colour)}"/>`;
  const style = `font-family="sans-serif" font-size="${fontPx}" fill="${textColourOn(colour)}"`;
  return `${rect}<text x="${box.left + 2}" y="${plate.top + fontPx}" ${style}>${xmlText(fitting)}</text>`;
}

/** A dot, or a ring for a point that is not visible. */
function pointShape({ x, y, colour, visible }: PointMark, scale: Scale, shown: Size): string {
  const stroke = strokeOf(shown);
  const radius = 2 * stroke + 0.5;
  const [cx, cy] = [x * scale.x, y * scale.y];
  const isNear = (value: number, size: number) => value > -2 * radius && value < size + 2 * radius;
  if (!isNear(cx, shown.width) || !isNear(cy, shown.height)) return '';
  const look = visible ? `fill="${cssOf(colour)}"` : `fill="none" stroke="${cssOf(colour)}" stroke-width="${stroke}"`;
  return `<circle cx="${cx}" cy="${cy}" r="${radius}" ${look}/>`;
}
