// Result memory: ordinary ArrayBuffers at multiples of 64, small and large, filled or not.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { alignedArray, unfilledArray } from '../src/memory.js';
import { native } from '../src/native.js';

const SIZES = [0, 1, 1000, 3 * 2 ** 20];

test('arrays lie at multiples of 64 and have the length asked for', () => {
  for (const make of [alignedArray, unfilledArray]) {
    for (const length of SIZES) {
      for (const dtype of ['uint8', 'uint16', 'int32', 'float32'] as const) {
        const array = make(dtype, length);
        assert.is(array.length, length);
        if (length > 0) assert.is(native().addressModulo(array, 64), 0);
      }
    }
  }
});

test('alignedArray() holds zeros', () => {
  for (const length of SIZES) assert.ok(alignedArray('float32', length).every((value) => value === 0));
});

test('the memory can be transferred', () => {
  for (const length of [1000, 3 * 2 ** 20]) {
    const { buffer } = unfilledArray('float32', length).fill(7);
    const moved = structuredClone(buffer as ArrayBuffer, { transfer: [buffer as ArrayBuffer] });
    assert.is(buffer.byteLength, 0);
    assert.is(moved.byteLength, 4 * length + 64);
  }
});

test('more memory than there may be is a typed error', () => {
  assert.throws(
    () => unfilledArray('float32', 2 ** 52),
    (error: { code?: string }) => error.code === 'E_OUTPUT_BYTES',
  );
});

test.run();
