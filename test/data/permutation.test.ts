import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Permutation, STREAM_SPLIT } from '../../src/data/permutation.js';

const orderOf = (permutation: Permutation, count: number) => Array.from({ length: count }, (_, k) => permutation.at(k));

test('every count gives each element once', () => {
  for (const count of [1, 2, 3, 4, 5, 7, 16, 17, 100, 1000, 4097]) {
    const order = orderOf(new Permutation(3, 1, count), count);
    assert.equal(
      order.sort((a, b) => a - b),
      Array.from({ length: count }, (_, k) => k),
    );
  }
});

test('the order depends on seed, epoch, count and stream, and on nothing else', () => {
  const base = orderOf(new Permutation(3, 1, 50), 50).join();
  assert.is(orderOf(new Permutation(3, 1, 50), 50).join(), base);
  const others = [
    new Permutation(4, 1, 50),
    new Permutation(3 + 2 ** 32, 1, 50),
    new Permutation(3, 2, 50),
    new Permutation(3, 1, 50, STREAM_SPLIT),
  ].map((other) => orderOf(other, 50).join());
  assert.is(new Set([base, ...others]).size, 5);
});

test('small counts reach every order equally often', () => {
  // 3! = 6 orders, 12,000 seeds: 2,000 each; chi-square with 5 degrees of freedom is below 20.5 with p = 0.999.
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 12_000; seed++) {
    const order = orderOf(new Permutation(seed, 0, 3), 3).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.is(counts.size, 6);
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
  assert.ok(chiSquare < 20.5, `chi-square ${chiSquare}`);
});

test('elements land everywhere: no trace of the old order', () => {
  // The element at position 0 over 10,000 epochs of 10: 1,000 each; 9 degrees of freedom: below 27.9 with p = 0.999.
  const counts = new Array<number>(10).fill(0);
  for (let epoch = 0; epoch < 10_000; epoch++) {
    const element = new Permutation(11, epoch, 10).at(0);
    counts[element] = (counts[element] as number) + 1;
  }
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  assert.ok(chiSquare < 27.9, `chi-square ${chiSquare}`);
});

test('a position among 2^32 is found at once', () => {
  const element = new Permutation(1, 0, 2 ** 32).at(2 ** 32 - 1);
  assert.ok(Number.isInteger(element) && element >= 0 && element < 2 ** 32);
});

test.run();
