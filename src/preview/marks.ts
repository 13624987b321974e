// What is drawn on a picture of a sample, in the pixels of its image.
import type { Image } from '../types.js';
import { classText, labelText } from './captions.js';
import { type Colour, colourOf } from './palette.js';
import type { PlainSample } from './plain-sample.js';

export interface BoxMark {
  /** x1, y1, x2, y2. */
  corners: readonly number[];
  colour: Colour;
  /** '' for a box without label. */
  text: string;
}

export interface PointMark {
  x: number;
  y: number;
  colour: Colour;
  /** False for visibility 0, which is drawn hollow. */
  visible: boolean;
}

export interface Marks {
  mask: Image | undefined;
  boxes: readonly BoxMark[];
  points: readonly PointMark[];
}

/** What marks look like. */
export interface MarkStyle {
  classNames: readonly string[];
  maskOpacity: number;
  maskFillValue: number;
}

/** The marks of a sample, or undefined when nothing of it is drawn. */
export function marksOf(sample: PlainSample, { classNames }: MarkStyle): Marks | undefined {
  const { segmentationMasks, boundingBoxes, keypoints } = sample;
  if (!segmentationMasks && !boundingBoxes && !keypoints) return undefined;
  const labels = boundingBoxes?.labels;
  const boxes = (boundingBoxes?.boxes ?? []).map((corners, i): BoxMark => {
    const label = labels?.[i];
    const text = label === undefined ? '' : classText(label, classNames);
    return { corners, colour: colourOf(label ?? i), text };
  });
  const points = (keypoints ?? []).map(([x, y, visibility], i): PointMark => {
    return { x: x as number, y: y as number, colour: colourOf(i), visible: visibility !== 0 };
  });
  return { mask: segmentationMasks, boxes, points };
}

/** Caption of a sample, '' without labels. */
export function captionOf({ labels }: PlainSample, { classNames }: MarkStyle): string {
  return labels === undefined ? '' : labelText(labels, classNames);
}
