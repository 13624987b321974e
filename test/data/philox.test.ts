// Philox4x32-10 against the known-answer vectors of Random123 (tests/kat_vectors).
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Counter, type Key, keyOfSeed, philox4x32 } from '../../src/philox.js';

const ALL = 0xffffffff;
const KNOWN: [Counter, Key, string][] = [
  [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  [[ALL, ALL, ALL, ALL], [ALL, ALL], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
];

for (const [counter, key, words] of KNOWN) {
  test(`counter ${counter.map((word) => word.toString(16))}`, () => {
    const block = philox4x32(counter, key).map((word) => word.toString(16).padStart(8, '0'));
    assert.is(block.join(' '), words);
  });
}

test('the key of a seed is its low and its high word', () => {
  assert.equal(keyOfSeed(42), [42, 0]);
  assert.equal(keyOfSeed(2 ** 53 - 1), [0xffffffff, 0x1fffff]);
  assert.equal(keyOfSeed(2 ** 32 + 5), [5, 1]);
});

test.run();
