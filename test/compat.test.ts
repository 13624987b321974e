// The functions that Node 23 removed from node:util, and tfjs-node with them.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

type Util = Record<string, ((value: unknown) => boolean) | undefined>;

const util = createRequire(import.meta.url)('node:util') as Util;
const NAMES = [
  'isArray',
  'isBoolean',
  'isFunction',
  'isNull',
  'isNullOrUndefined',
  'isNumber',
  'isObject',
  'isPrimitive',
  'isString',
  'isSymbol',
  'isUndefined',
];
const before = Object.fromEntries(NAMES.map((name) => [name, util[name]]));
const keys = Object.keys(util);
await import('../src/compat.js');

test('functions that Node has stay, those that it lacks are there, and nothing new is enumerated', () => {
  for (const name of NAMES) {
    assert.type(util[name], 'function');
    if (before[name]) assert.is(util[name], before[name], name);
  }
  assert.equal(Object.keys(util), keys);
});

test('they answer as the functions of older versions did', () => {
  const values: [string, unknown][] = [
    ['null', null],
    ['undefined', undefined],
    ['0', 0],
    ["''", ''],
    ['false', false],
    ['[]', []],
    ['{}', {}],
    ['() => 0', () => 0],
    ['Symbol()', Symbol('s')],
    ['1n', 1n],
  ];
  const yes: Record<string, string[]> = {
    isArray: ['[]'],
    isBoolean: ['false'],
    isFunction: ['() => 0'],
    isNull: ['null'],
    isNullOrUndefined: ['null', 'undefined'],
    isNumber: ['0'],
    isObject: ['[]', '{}'],
    isPrimitive: ['null', 'undefined', '0', "''", 'false', 'Symbol()', '1n'],
    isString: ["''"],
    isSymbol: ['Symbol()'],
    isUndefined: ['undefined'],
  };
  for (const name of NAMES) {
    const found = values.filter(([, value]) => util[name]?.(value)).map(([label]) => label);
    assert.equal(found, yes[name], name);
  }
});

test('every function of node:util that tfjs-node calls is there', () => {
  const program = `
    import ${JSON.stringify(fileURLToPath(new URL('../src/compat.ts', import.meta.url)))};
    const tf = await import('@tensorflow/tfjs-node');
    const { values } = tf.topk(tf.tensor1d([1, 3, 2]).add(1), 2);
    console.log(tf.getBackend(), ...values.dataSync());
  `;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program];
  // Without what the test runner imports on new versions of Node.
  const env = { ...process.env, NODE_OPTIONS: '' };
  assert.match(execFileSync(process.execPath, args, { encoding: 'utf8', stdio: 'pipe', env }), 'tensorflow 4 3');
});

test.run();
