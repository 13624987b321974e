import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFactor, SYMMETRIC } from '../../src/layers/factor.js';
import { throws } from './support.js';

const UNIT = { number: [0, 1], pair: [0, 1] } as const;
const SLOPE = { number: [0, 1], pair: [-1, 1] } as const;

test('one number means a range around 0, or from 0 where negative ends are not allowed', () => {
  assert.equal(parseFactor('L', 'f', 0.2, SYMMETRIC), [-0.2, 0.2]);
  assert.equal(parseFactor('L', 'f', -0.2, SYMMETRIC), [-0.2, 0.2]);
  assert.equal(parseFactor('L', 'f', 0.2, UNIT), [0, 0.2]);
  assert.equal(parseFactor('L', 'f', 0.2, SLOPE), [-0.2, 0.2]);
});

test('zero is plain zero, never -0', () => {
  assert.ok(Object.is(parseFactor('L', 'f', 0, SYMMETRIC)[0], 0));
  assert.ok(Object.is(parseFactor('L', 'f', -0, SYMMETRIC)[1], 0));
});

test('a pair is taken as it is and cannot be changed afterwards', () => {
  const given = [-0.1, 0.3] as [number, number];
  const range = parseFactor('L', 'f', given, SYMMETRIC);
  given[0] = 99;
  assert.equal(range, [-0.1, 0.3]);
  assert.ok(Object.isFrozen(range));
});

test('every bad factor has its code and sentence', () => {
  const both = 'L: f must be a number or [min, max] within -1..1';
  throws(() => parseFactor('L', 'f', 1.5, SYMMETRIC), 'E_RANGE', `${both}; received 1.5`);
  throws(() => parseFactor('L', 'f', Number.NaN, SYMMETRIC), 'E_RANGE', `${both}; received NaN`);
  throws(() => parseFactor('L', 'f', [0.5, 2], SYMMETRIC), 'E_RANGE', `${both}; received [0.5, 2]`);
  throws(() => parseFactor('L', 'f', [0.5, 0.1], SYMMETRIC), 'E_RANGE', `${both} with min <= max; received [0.5, 0.1]`);
  throws(() => parseFactor('L', 'f', [0, Number.NaN], SYMMETRIC), 'E_RANGE', `${both}; received [0, NaN]`);
  throws(() => parseFactor('L', 'f', '0.5', SYMMETRIC), 'E_TYPE', `${both}; received "0.5"`);
  throws(() => parseFactor('L', 'f', [1], SYMMETRIC), 'E_TYPE', `${both}; received [1]`);
  throws(() => parseFactor('L', 'f', [0, '1'], SYMMETRIC), 'E_TYPE', `${both}; received [0, "1"]`);
  throws(() => parseFactor('L', 'f', undefined, SYMMETRIC), 'E_TYPE', `${both}; received undefined`);
  const apart = 'L: f must be a number within 0..1 or [min, max] within -1..1';
  throws(() => parseFactor('L', 'f', -0.5, SLOPE), 'E_RANGE', `${apart}; received -0.5`);
});

test('ranges without an end reject infinity', () => {
  const open = { number: [-Infinity, Infinity], pair: [-Infinity, Infinity] } as const;
  assert.equal(parseFactor('L', 'f', 300, open), [-300, 300]);
  throws(
    () => parseFactor('L', 'f', Infinity, open),
    'E_RANGE',
    'L: f must be a number or [min, max]; received Infinity',
  );
  throws(
    () => parseFactor('L', 'f', [0, Infinity], open),
    'E_RANGE',
    'L: f must be a number or [min, max]; received [0, Infinity]',
  );
});

test.run();
