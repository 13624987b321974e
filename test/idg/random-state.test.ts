// NumPy's RandomState; every number below was printed by NumPy 2.4.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomState } from '../../src/idg/random-state.js';

test("18: uniform and random give NumPy's doubles", () => {
  assert.is(new RandomState(0).uniform(-10, 10), 0.9762700785464951);
  const random = new RandomState(42);
  assert.equal(
    [random.random(), random.random(), random.random()],
    [0.3745401188473625, 0.9507143064099162, 0.7319939418114051],
  );
  assert.is(new RandomState(2 ** 32 - 1).random(), 0.0976320289940138);
});

test("18: permutations are NumPy's", () => {
  assert.equal([...new RandomState(7).permutation(5)], [0, 3, 2, 1, 4]);
  assert.equal([...new RandomState(1).permutation(5)], [2, 1, 4, 0, 3]);
  assert.equal([...new RandomState(3).permutation(1)], [0]);
  assert.equal([...new RandomState(3).permutation(0)], []);
});

test('18: integers are drawn by masked rejection, and one choice draws nothing', () => {
  const random = new RandomState(5);
  const drawn = [
    random.integer(10),
    random.integer(1),
    random.integer(1e7),
    random.integer(2 ** 32),
    random.integer(3),
  ];
  assert.equal(drawn, [3, 0, 2115790, 3739766767, 1]);
  assert.equal([random.choice([-1, 1]), random.choice([0.5])], [-1, 0.5]);
});

test('the stream goes on beyond one twist of the key, and a copy goes its own way', () => {
  const random = new RandomState(11);
  for (let i = 0; i < 700; i++) random.random();
  const copy = random.copy();
  assert.is(random.random(), 0.448663421793674);
  assert.is(copy.random(), 0.448663421793674);
  copy.random();
  assert.is.not(copy.random(), random.random());
});

test('reseed() starts anew', () => {
  const random = new RandomState(1);
  random.random();
  random.reseed(0);
  assert.is(random.uniform(-10, 10), 0.9762700785464951);
});

test.run();
