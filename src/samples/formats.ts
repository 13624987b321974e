// Formats of boxes. In between every box is x1 y1 x2 y2 in pixels.
import { parseEnum } from '../options.js';
import { BOX_FORMATS, type BoxFormat } from './types.js';

/** Height and width of the image that boxes lie in. */
export interface BoxSpace {
  height: number;
  width: number;
}

/** Four numbers, such as x1 y1 x2 y2. */
export type Corners = readonly [number, number, number, number];

/** One of BOX_FORMATS; Keras' spellings too. */
export function parseFormat(owner: string, name: string, value: unknown): BoxFormat {
  return parseEnum(owner, name, value, BOX_FORMATS);
}

export function isRelative(format: BoxFormat): boolean {
  return format.startsWith('rel');
}

/** The four numbers at `at` of `data`, as x1 y1 x2 y2 in pixels. */
export function toCorners(format: BoxFormat, data: ArrayLike<number>, at: number, space: BoxSpace): Corners {
  const { height, width } = space;
  const [a, b, c, d] = [data[at], data[at + 1], data[at + 2], data[at + 3]] as [number, number, number, number];
  const [sx, sy] = isRelative(format) ? [width, height] : [1, 1];
  switch (format) {
    case 'xyxy':
    case 'relXyxy':
      return [a * sx, b * sy, c * sx, d * sy];
    case 'yxyx':
    case 'relYxyx':
      return [b * sx, a * sy, d * sx, c * sy];
    case 'xywh':
    case 'relXywh':
      return [a * sx, b * sy, (a + c) * sx, (b + d) * sy];
    case 'centerXywh':
    case 'relCenterXywh':
      return [(a - c / 2) * sx, (b - d / 2) * sy, (a + c / 2) * sx, (b + d / 2) * sy];
    case 'centerYxhw':
    case 'relCenterYxhw':
      return [(b - d / 2) * sx, (a - c / 2) * sy, (b + d / 2) * sx, (a + c / 2) * sy];
  }
}

/** The four numbers of the box x1 y1 x2 y2, which is in pixels. */
export function fromCorners(format: BoxFormat, corners: Corners, { height, width }: BoxSpace): Corners {
  const [sx, sy] = isRelative(format) ? [width, height] : [1, 1];
  const [x1, y1, x2, y2] = [corners[0] / sx, corners[1] / sy, corners[2] / sx, corners[3] / sy];
  switch (format) {
    case 'xyxy':
    case 'relXyxy':
      return [x1, y1, x2, y2];
    case 'yxyx':
    case 'relYxyx':
      return [y1, x1, y2, x2];
    case 'xywh':
    case 'relXywh':
      return [x1, y1, x2 - x1, y2 - y1];
    case 'centerXywh':
    case 'relCenterXywh':
      return [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1];
    case 'centerYxhw':
    case 'relCenterYxhw':
      return [(y1 + y2) / 2, (x1 + x2) / 2, y2 - y1, x2 - x1];
  }
}
