// A layer is whole only with its test, its documentation and its benchmark.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LAYER_CLASSES } from '../src/layers/index.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const readIfThere = (file: string) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '');
const stemOf = (className: string) => className.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();

for (const className of Object.keys(LAYER_CLASSES)) {
  const stem = stemOf(className);

  test(`${className} has src/layers/${stem}.ts and test/layers/${stem}.test.ts`, () => {
    assert.ok(existsSync(join(root, 'src/layers', `${stem}.ts`)));
    assert.ok(existsSync(join(root, 'test/layers', `${stem}.test.ts`)));
  });

  test(`${className} has a section in docs/semantics.md or a row in README.md`, () => {
    const section = new RegExp(`^#{2,4} .*\\b${className}\\b`, 'm').test(readIfThere('docs/semantics.md'));
    const row = new RegExp(`^\\|.*\\b${className}\\b`, 'm').test(readIfThere('README.md'));
    assert.ok(section || row);
  });

  test(`${className} has bench/ops/${stem}.ts`, () => {
    assert.ok(existsSync(join(root, 'bench/ops', `${stem}.ts`)));
  });
}

test.run();
