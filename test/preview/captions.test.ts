import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { classText, fitText, labelText, xmlText } from '../../src/preview/captions.js';

const NAMES = ['cat', 'dog', 'rocket'];

test('one label: its name where there is one, else the number', () => {
  assert.is(labelText(1, NAMES), 'dog');
  assert.is(labelText(3, NAMES), '3');
  assert.is(labelText(-1, NAMES), '-1');
  assert.is(classText(0.5, NAMES), '0.5');
  assert.is(labelText(1 / 3, []), '0.3333');
});

test('rows: one-hot as the class, soft ones by share, several classes, one number', () => {
  assert.is(labelText([0, 0, 1], NAMES), 'rocket');
  assert.is(labelText([0.3, 0.7, 0], NAMES), 'dog 0.70, cat 0.30');
  assert.is(labelText([1, 0, 1], NAMES), 'cat, rocket');
  assert.is(labelText([0, 0, 0], NAMES), '');
  assert.is(labelText([0.001, 0.999], []), '1 1.00');
  assert.is(labelText([0.4, 0.3, 0.2, 0.1], []), '0 0.40, 1 0.30, 2 0.20, ...');
  assert.is(labelText([0.25], NAMES), '0.25');
});

test('text is set smaller, then cut off, never wider than the room', () => {
  assert.equal(fitText('cat', 100, 12), { text: 'cat', fontPx: 12, width: 12 * 0.6 * 3 });
  // 20 characters of 0.6 times 8.33 pixels would fill 100 pixels; sizes are whole.
  assert.is(fitText('a'.repeat(20), 100, 12).fontPx, 8);
  // At the smallest size, 8, a character has 4.8 pixels: 20 of them in 100, the last is the ellipsis.
  assert.is(fitText('a'.repeat(30), 100, 12).text, `${'a'.repeat(19)}\u2026`);
  assert.is(fitText('\u{1f600}\u{1f600}', 100, 12).width, 12 * 0.6 * 2, 'characters, not code units');
  assert.is(fitText('abc', 1, 12).text, '\u2026');
  assert.is(fitText('', 10, 12).text, '');
});

test('no text breaks out of an element or makes bad XML', () => {
  assert.is(xmlText('<&>\'"'), '&lt;&amp;&gt;\'"');
  assert.is(xmlText('a\u0000b\ud800c\uffff\u001b'), 'a\ufffdb\ufffdc\ufffd\ufffd');
  assert.is(xmlText('\u{1f600}'), '\u{1f600}');
});

test.run();
