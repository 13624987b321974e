// A layer is whole only with its test, its documentation, its benchmark and its picture.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ClassName, GALLERY_OPTIONS, galleryLine } from '../demo/gallery-options.js';
import { LAYER_CLASSES } from '../src/layers/index.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const readIfThere = (file: string) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '');
const stemOf = (className: string) =>
  className.replace(/(?<=[a-z])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])/g, '-$&').toLowerCase();

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

  test(`${className} is in the gallery with its options: demo/gallery-options.ts, then npx tsx demo/gallery.ts`, () => {
    assert.ok(Object.hasOwn(GALLERY_OPTIONS, className));
    assert.ok(
      readIfThere('docs/gallery.md')
        .split('\n')
        .includes(galleryLine(className as ClassName)),
    );
  });
}

test('the gallery shows the registry and nothing else, in less than 500 KB', () => {
  assert.equal(Object.keys(GALLERY_OPTIONS).sort(), Object.keys(LAYER_CLASSES).sort());
  const lines = readIfThere('docs/gallery.md').match(/^\| `\w+` \|/gm) ?? [];
  assert.is(lines.length, Object.keys(LAYER_CLASSES).length);
  assert.ok(statSync(join(root, 'docs/gallery.jpg')).size < 500_000);
});

test.run();
