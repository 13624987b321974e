// Images, with what belongs to them, as cells of the contact sheet.
import { isSample } from '../samples/read-sample.js';
import type { Cell } from './contact-sheet.js';
import type { PreviewHost, PreviewInput } from './host.js';
import { captionOf, type MarkStyle, marksOf } from './marks.js';
import { OWNER, type ParsedPreviewOptions } from './options.js';
import { imageOfInput } from './partners.js';
import { type Scaling, sourceScaling, toPicture } from './picture.js';
import { readPlainSamples } from './plain-sample.js';

/** One result. `name` starts the name of its file. */
export interface Result {
  name: string;
  cell: Cell;
}

export function styleOf({ samples }: PreviewHost, { classNames, maskOpacity }: ParsedPreviewOptions): MarkStyle {
  return { classNames, maskOpacity, maskFillValue: samples.maskFillValue };
}

/** What a pipeline returned for a PreviewInput. */
export function readResult({ samples }: PreviewHost, output: unknown): PreviewInput {
  return isSample(output) ? (readPlainSamples(OWNER, output, samples)[0] as PreviewInput) : (output as PreviewInput);
}

/** An image as it came, by the range of its dtype. */
export function sourceCell(input: PreviewInput, options: ParsedPreviewOptions, style: MarkStyle): Cell {
  return cellOf(input, sourceScaling(imageOfInput(input), scalingOf(options)), style);
}

/** A result of a pipeline or a layer, by the options. */
export function resultCell(input: PreviewInput, options: ParsedPreviewOptions, style: MarkStyle): Cell {
  return cellOf(input, scalingOf(options), style);
}

/** The cell with `caption` in front of its own. */
export function captioned(cell: Cell, caption: string): Cell {
  return { ...cell, caption: cell.caption ? `${caption}: ${cell.caption}` : caption };
}

function scalingOf({ scaling, valueRange }: ParsedPreviewOptions): Scaling {
  return { kind: scaling, valueRange };
}

function cellOf(input: PreviewInput, scaling: Scaling, style: MarkStyle): Cell {
  const picture = toPicture(imageOfInput(input), scaling);
  return 'images' in input ? { ...picture, marks: marksOf(input, style), caption: captionOf(input, style) } : picture;
}
