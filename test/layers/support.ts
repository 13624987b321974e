// What the tests of layers and image functions share.
import * as assert from 'uvu/assert';
import { ERROR_GROUPS, type ErrorCode, ImagePipelineError } from '../../src/errors.js';
import { ImagePipeline } from '../../src/index.js';
import { layerFromConfig } from '../../src/layers/index.js';
import type { Layer } from '../../src/layers/layer.js';
import type { Image, ImageBatch, PixelArray } from '../../src/types.js';

/** `act` must throw, at once, an error of this code, of the class of its group, with exactly this sentence. */
export function throws(act: () => unknown, code: ErrorCode, message: string): void {
  let caught: unknown;
  try {
    act();
  } catch (error) {
    caught = error;
  }
  assert.instance(caught, ImagePipelineError, `expected ${code}: ${message}; got ${caught}`);
  const error = caught as ImagePipelineError;
  const expected = { class: ERROR_GROUPS[code], code, message };
  assert.equal({ class: error.constructor.name, code: error.code, message: error.message }, expected);
}

/** A row: options, code, and the sentence after "<owner>: ". */
export type BadOptions = readonly [options: unknown, code: ErrorCode, sentence: string];

export function throwsForEach(owner: string, make: (options: never) => unknown, rows: readonly BadOptions[]): void {
  for (const [options, code, sentence] of rows) throws(() => make(options as never), code, `${owner}: ${sentence}`);
}

/** The config must survive JSON, both in our spelling and in Keras', and build a layer that lowers to the same. */
export function roundTrips(layer: Layer): void {
  const config: Record<string, unknown> = JSON.parse(JSON.stringify(layer.getConfig()));
  const { className } = layer;
  for (const spec of [
    { className, config },
    { class_name: className, config: snakeCase(config) },
  ]) {
    const copy = layerFromConfig(spec);
    assert.instance(copy, layer.constructor);
    assert.equal(copy.getConfig(), layer.getConfig());
    assert.equal(copy.lower(true), layer.lower(true));
    assert.equal(copy.lower(false), layer.lower(false));
    assert.is(copy.seed, layer.seed);
  }
}

/** Keys and enum values in Keras' spelling, with what Keras adds to every config. */
function snakeCase(config: Record<string, unknown>): Record<string, unknown> {
  const snake = (word: string) => word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const result: Record<string, unknown> = { trainable: true, built: true };
  for (const [key, value] of Object.entries(config)) {
    const isWord = typeof value === 'string' && /^[A-Za-z]+$/.test(value) && key !== 'name';
    result[snake(key)] = isWord ? snake(value) : value;
  }
  return result;
}

export function uint8(shape: Image['shape'], values: readonly number[]): Image {
  return { data: Uint8Array.from(values), shape };
}

export function float32(shape: Image['shape'], values: readonly number[]): Image {
  return { data: Float32Array.from(values), shape };
}

/** `count` copies of an image as a batch. */
export function repeat({ data, shape }: Image, count: number): ImageBatch {
  const copies = Array.from({ length: count }, () => [...data]).flat();
  const batch = new (data.constructor as new (values: number[]) => PixelArray)(copies);
  return { data: batch, shape: [count, ...shape] };
}

/** What `layer` makes of a batch whose images drew `values`, one entry each, in the stage `kind`. */
export function replayed(
  layer: Layer,
  kind: string,
  values: readonly Record<string, number>[],
  batch: ImageBatch,
): Promise<ImageBatch> {
  const draws = values.map((each) => ({ stages: [{ layer: layer.className, kind, values: each }] }));
  return new ImagePipeline([layer], { seed: 1 }).replay(batch, draws);
}

/** The images of a batch as plain lists. */
export function images({ data, shape }: ImageBatch): number[][] {
  const size = data.length / shape[0];
  return Array.from({ length: shape[0] }, (_, i) => [...data.subarray(i * size, (i + 1) * size)]);
}

/** Same length, every value within `tolerance`. */
export function near(actual: Iterable<number>, expected: readonly number[], tolerance = 1e-5): void {
  const values = [...actual];
  const close =
    values.length === expected.length && values.every((v, i) => Math.abs(v - (expected[i] as number)) <= tolerance);
  assert.ok(close, `expected ${expected.join(' ')} within ${tolerance}; received ${values.join(' ')}`);
}
