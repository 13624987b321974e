// Small images and comparisons for the tests whose expected numbers were measured on Keras, TensorFlow and SciPy.
import * as assert from 'uvu/assert';
import type { FillMode, Interpolation } from '../../src/index.js';
import { type Image, type ImageBatch, ImagePipeline, image, type Layer, type StageDraw } from '../../src/index.js';

/** A float32 image of one channel. */
export function gray(...rows: number[][]): Image {
  return { data: Float32Array.from(rows.flat()), shape: [rows.length, rows[0]?.length ?? 0, 1] };
}

/** height x width values first, first + 1, ... of one channel. */
export function ramp(height: number, width: number, first: number): Image {
  return { data: Float32Array.from({ length: height * width }, (_, i) => first + i), shape: [height, width, 1] };
}

/** 3 x 5 values 1..15. */
export const r35 = () => ramp(3, 5, 1);
/** 4 x 5 values 0..19. */
export const a45 = () => ramp(4, 5, 0);
/** 3 x 3 values 1..9. */
export const s3 = () => ramp(3, 3, 1);

export function assertClose(result: Image | ImageBatch, expected: number[][], tolerance = 1e-4): void {
  const wanted = expected.flat();
  const values = Array.from(result.data);
  const detail = `${JSON.stringify(values.map((value) => +value.toFixed(5)))} instead of ${JSON.stringify(wanted)}`;
  assert.is(values.length, wanted.length, detail);
  for (let i = 0; i < wanted.length; i++) {
    const [value, want] = [values[i] as number, wanted[i] as number];
    const close = Number.isNaN(want) ? Number.isNaN(value) : Math.abs(value - want) <= tolerance || value === want;
    assert.ok(close, `value ${i}: ${detail}`);
  }
}

export function assertExact(result: Image | ImageBatch, expected: number[][]): void {
  assertClose(result, expected, 0);
}

/** One layer with given numbers in place of its draw. */
export function replay(layer: Layer, kind: string, values: StageDraw['values'], input: Image): Promise<Image> {
  const draw = { stages: [{ layer: layer.className, kind, values }] };
  return new ImagePipeline([layer], { seed: 1 }).replay(input, [draw]) as Promise<Image>;
}

/** What a sample at coordinate `t` of a row of pixels reads. */
export async function sampleAt(
  row: number[],
  t: number,
  fillMode: FillMode,
  interpolation: Interpolation = 'bilinear',
  fillValue = -1,
): Promise<number> {
  const options = { fillMode, fillValue, interpolation, outputShape: [1, 1] as [number, number] };
  const result = await image.projective(gray(row), [1, 0, t, 0, 1, 0, 0, 0], options);
  return result.data[0] as number;
}
