import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PositionTree } from '../../src/layers/position-tree.js';
import { throws } from './support.js';

/** Values are texts that show how they were merged. */
function treeOf(positions: readonly number[]): PositionTree<string> {
  const tree = new PositionTree<string>('Layer', (a, b) => `(${a} ${b})`);
  for (const start of positions) tree.add({ start, size: 1, value: String(start) });
  return tree;
}

test('halves merge as soon as both are there, whatever the order', () => {
  const tree = '(((0 1) (2 3)) ((4 5) (6 7)))';
  for (const order of ['01234567', '76543210', '40627351']) {
    assert.equal(treeOf([...order].map(Number)).nodes, [{ start: 0, size: 8, value: tree }]);
  }
});

test('the rest is folded in the order of positions', () => {
  assert.is(treeOf([0, 1, 2, 3, 4, 5, 6]).total(), '((((0 1) (2 3)) (4 5)) 6)');
  assert.is(treeOf([6, 1, 9, 8, 3]).total(), '(((1 3) 6) (8 9))');
  assert.is(treeOf([]).total(), undefined);
});

test('parts merge in any order', () => {
  const whole = treeOf(Array.from({ length: 50 }, (_, i) => i + 3));
  for (const parts of [3, 7]) {
    const tree = treeOf([]);
    for (let part = parts - 1; part >= 0; part--) tree.merge(treeOf(stride(part + 3, 53, parts)));
    assert.equal(tree.nodes, whole.nodes);
    assert.is(tree.count, 50);
  }
});

function stride(first: number, end: number, step: number): number[] {
  return Array.from({ length: Math.ceil((end - first) / step) }, (_, i) => first + i * step);
}

test('images in order leave a node for each bit of their count', () => {
  const tree = treeOf([]);
  for (let start = 0; start < 1000; start++) {
    tree.add({ start, size: 1, value: '' });
    const bits = (start + 1).toString(2).replaceAll('0', '').length;
    assert.is(tree.nodes.length, bits);
  }
});

test('a taken position is refused and changes nothing', () => {
  const tree = treeOf([0, 1, 2, 3, 8]);
  const nodes = [...tree.nodes];
  const message = (at: number) =>
    `Layer: two images have the position ${at}; give each part of the data its firstIndex`;
  const add = (start: number, size: number) => () => tree.add({ start, size, value: '' });
  throws(add(2, 1), 'E_CONFLICT', message(2));
  throws(add(8, 2), 'E_CONFLICT', message(8));
  throws(add(0, 16), 'E_CONFLICT', message(0));
  throws(() => tree.merge(treeOf([5, 8])), 'E_CONFLICT', message(8));
  assert.equal(tree.nodes, nodes);
  assert.is(tree.count, 5);
});

test('positions far beyond 32 bits', () => {
  const tree = treeOf([2 ** 52 + 1, 2 ** 52, 2 ** 43]);
  assert.equal(
    tree.nodes.map(({ start, size }) => [start, size]),
    [
      [2 ** 43, 1],
      [2 ** 52, 2],
    ],
  );
});

test.run();
