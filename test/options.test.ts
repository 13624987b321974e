import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  parseBoolean,
  parseEnum,
  parseNumber,
  parsePair,
  parseSeed,
  parseSize,
  readOptions,
  show,
} from '../src/options.js';
import { throws } from './layers/support.js';

test('show: any value as short, safe text', () => {
  const rows: [unknown, string][] = [
    ['a"b', '"a\\"b"'],
    ['x'.repeat(61), `"${'x'.repeat(57)}..."`],
    [10n, '10n'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [null, 'null'],
    [undefined, 'undefined'],
    [() => 1, 'a function'],
    [Symbol('s'), 'a symbol'],
    [[1, [2, 'a']], '[1, [2, "a"]]'],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9], '[1, 2, 3, 4, 5, 6, 7, 8, ...]'],
    [{ toString: () => assert.unreachable('must not run') }, 'an object of type Object'],
    [new Map(), 'an object of type Map'],
  ];
  for (const [value, text] of rows) assert.is(show(value), text);
});

test('readOptions: own keys only, undefined left out, once', () => {
  let reads = 0;
  const given = Object.create({ b: 'inherited' });
  Object.defineProperty(given, 'a', { enumerable: true, get: () => ++reads });
  given.c = undefined;
  const options = readOptions('L', given, ['a', 'b', 'c']);
  assert.equal({ ...options }, { a: 1 });
  assert.is(reads, 1);
  assert.is(Object.getPrototypeOf(options), null);
});

test('readOptions: a polluted Object.prototype has no effect', () => {
  Object.defineProperty(Object.prototype, 'mode', { value: 'evil', enumerable: true, configurable: true });
  try {
    assert.is(readOptions('L', {}, ['mode']).mode, undefined);
  } finally {
    delete (Object.prototype as { mode?: unknown }).mode;
  }
});

test('readOptions: unknown keys name the nearest known one', () => {
  throws(
    () => readOptions('L', { hight: 1 }, ['height', 'width']),
    'E_OPTION',
    'L: unknown option "hight"; did you mean height?',
  );
  throws(
    () => readOptions('L', { zzz: 1 }, ['height', 'width']),
    'E_OPTION',
    'L: unknown option "zzz"; known options are height, width',
  );
  throws(() => readOptions('L', 7, []), 'E_TYPE', 'L: options must be an object; received 7');
  assert.equal({ ...readOptions('L', null, []) }, {});
});

test('parseBoolean', () => {
  assert.is(parseBoolean('L', 'b', undefined, true), true);
  assert.is(parseBoolean('L', 'b', false, true), false);
  throws(() => parseBoolean('L', 'b', 0, true), 'E_TYPE', 'L: b must be true or false; received 0');
});

test('parseNumber', () => {
  assert.is(parseNumber('L', 'n', undefined, { fallback: 3 }), 3);
  assert.is(parseNumber('L', 'n', -2.5), -2.5);
  assert.is(parseNumber('L', 'n', 1, { min: 0, max: 1 }), 1);
  throws(() => parseNumber('L', 'n', undefined), 'E_TYPE', 'L: n must be a number; received undefined');
  throws(() => parseNumber('L', 'n', Number.NaN), 'E_RANGE', 'L: n must be a finite number; received NaN');
  throws(
    () => parseNumber('L', 'n', 2, { min: 0, max: 1 }),
    'E_RANGE',
    'L: n must be a finite number within 0..1; received 2',
  );
});

test('parseSize', () => {
  assert.is(parseSize('L', 's', 1), 1);
  throws(() => parseSize('L', 's', 0), 'E_SIZE', 'L: s must be an integer >= 1; received 0');
  throws(() => parseSize('L', 's', 2 ** 53), 'E_SIZE', 'L: s must be an integer >= 1; received 9007199254740992');
  throws(() => parseSize('L', 's', '2'), 'E_TYPE', 'L: s must be an integer >= 1; received "2"');
});

test('parseSeed', () => {
  assert.is(parseSeed('L', 0), 0);
  assert.is(parseSeed('L', 2 ** 53 - 1), 2 ** 53 - 1);
  assert.is(parseSeed('L', null), undefined);
  for (const bad of [-1, 0.5, Number.NaN, 2 ** 53]) {
    throws(() => parseSeed('L', bad), 'E_SEED', `L: seed must be an integer within 0..2^53-1; received ${bad}`);
  }
});

test('parseEnum: both spellings', () => {
  const words = ['horizontalAndVertical', 'none'] as const;
  assert.is(parseEnum('L', 'e', 'horizontalAndVertical', words), 'horizontalAndVertical');
  assert.is(parseEnum('L', 'e', 'horizontal_and_vertical', words), 'horizontalAndVertical');
  assert.is(parseEnum('L', 'e', undefined, words, 'none'), 'none');
  const sentence = "L: e must be one of 'horizontalAndVertical', 'none'";
  throws(() => parseEnum('L', 'e', 'both', words), 'E_ENUM', `${sentence}; received "both"`);
  throws(() => parseEnum('L', 'e', null, words, 'none'), 'E_ENUM', `${sentence}; received null`);
});

test('parsePair', () => {
  assert.equal(parsePair('L', 'p', [1, 1]), [1, 1]);
  throws(() => parsePair('L', 'p', 1), 'E_TYPE', 'L: p must be [min, max]; received 1');
  throws(() => parsePair('L', 'p', [1, '2']), 'E_TYPE', 'L: p must be [min, max]; received [1, "2"]');
  throws(() => parsePair('L', 'p', [2, 1]), 'E_RANGE', 'L: p must be [min, max] with min <= max; received [2, 1]');
  throws(
    () => parsePair('L', 'p', [0, Infinity]),
    'E_RANGE',
    'L: p must be [min, max] with min <= max; received [0, Infinity]',
  );
  throws(
    () => parsePair('L', 'p', [0, 2], { min: 0, max: 1 }),
    'E_RANGE',
    'L: p must be [min, max] within 0..1 with min <= max; received [0, 2]',
  );
});

test.run();
