import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sourceScaling, toPicture } from '../../src/preview/picture.js';

const BYTES = { kind: 'valueRange', valueRange: [0, 255] } as const;
const MINMAX = { kind: 'minmax', valueRange: [0, 255] } as const;

function bytes(
  data: Float32Array | Uint8Array | Uint16Array | Int32Array,
  shape: [number, number, number],
  scaling = BYTES as Parameters<typeof toPicture>[1],
) {
  return [...toPicture({ data, shape }, scaling).data];
}

test('valueRange clips, rounds and shows NaN as black', () => {
  const values = Float32Array.of(-3, 0.4, 0.6, 254.6, 300, Number.NaN, Infinity, -Infinity);
  assert.equal(bytes(values, [2, 4, 1]), [0, 0, 1, 255, 255, 0, 255, 0]);
});

test('a value range of [-1, 1] maps its ends to 0 and 255', () => {
  const scaling = { kind: 'valueRange', valueRange: [-1, 1] } as const;
  assert.equal(bytes(Float32Array.of(-1, 0, 1), [1, 3, 1], scaling), [0, 128, 255]);
});

test('minmax stretches the finite values of one image; a constant image is black', () => {
  assert.equal(bytes(Float32Array.of(-2, 0, 2, Number.NaN), [2, 2, 1], MINMAX), [0, 128, 255, 0]);
  assert.equal(bytes(Int32Array.of(7, 7, 7), [1, 1, 3], MINMAX), [0, 0, 0]);
});

test('minmax leaves alpha alone', () => {
  assert.equal(
    bytes(Uint8Array.of(10, 20, 30, 200, 30, 20, 10, 255), [1, 2, 4], MINMAX),
    [0, 128, 255, 200, 255, 128, 0, 255],
  );
});

test('2 channels show the first, 5 channels the first three', () => {
  assert.equal(bytes(Uint8Array.of(1, 2, 3, 4), [1, 2, 2]), [1, 3]);
  assert.equal(bytes(Uint8Array.of(1, 2, 3, 4, 5), [1, 1, 5]), [1, 2, 3]);
});

test('originals are shown by the range of their dtype', () => {
  const normalized = { kind: 'valueRange', valueRange: [-1, 1] } as const;
  const shape = [1, 1, 1] as const;
  assert.equal(sourceScaling({ data: new Uint8Array(1), shape }, normalized).valueRange, [0, 255]);
  assert.equal(sourceScaling({ data: new Uint16Array(1), shape }, normalized).valueRange, [0, 65535]);
  assert.is(sourceScaling({ data: new Float32Array(1), shape }, normalized), normalized);
});

test.run();
