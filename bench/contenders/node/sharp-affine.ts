// An affine map as sharp has it: from input to output, on a canvas that grows until everything is on it. What would be on a
// canvas of the input's size is cut out afterwards, which is not timed.
import type { ImageShape } from '../../../src/types.js';
import type { Step } from '../../op.js';

export interface Canvas {
  matrix: [number, number, number, number];
  odx: number;
  ody: number;
  /** Where the pixel (0, 0) of our canvas is on sharp's. */
  left: number;
  top: number;
}

export function canvasOf({ map }: Extract<Step, { kind: 'warp' }>, [height, width]: ImageShape): Canvas {
  const [a, b, c, d, e, f] = map as [number, number, number, number, number, number];
  const determinant = a * e - b * d;
  const matrix: Canvas['matrix'] = [e / determinant, -b / determinant, -d / determinant, a / determinant];
  const x = -(matrix[0] * c + matrix[1] * f);
  const y = -(matrix[2] * c + matrix[3] * f);
  const [wholeX, wholeY] = [Math.round(x), Math.round(y)];
  // Of the corners, without the shift.
  const least = (p: number, q: number) => Math.round(Math.min(0, p * width, q * height, p * width + q * height));
  return {
    matrix,
    ...{ odx: x - wholeX, ody: y - wholeY },
    ...{ left: -wholeX - least(matrix[0], matrix[1]), top: -wholeY - least(matrix[2], matrix[3]) },
  };
}

/** Our canvas out of sharp's, which is black around. */
export function cut(data: Uint8Array, canvasWidth: number, { left, top }: Canvas, shape: ImageShape): Uint8Array {
  const [height, width, channels] = shape;
  const canvasHeight = data.length / channels / canvasWidth;
  const result = new Uint8Array(height * width * channels);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [fromX, fromY] = [x + left, y + top];
      if (fromX < 0 || fromX >= canvasWidth || fromY < 0 || fromY >= canvasHeight) continue;
      const from = (fromY * canvasWidth + fromX) * channels;
      result.set(data.subarray(from, from + channels), (y * width + x) * channels);
    }
  return result;
}
