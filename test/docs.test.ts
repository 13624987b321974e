// Keeps the documentation true.
import { execFile } from 'node:child_process';
import { access, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ERROR_GROUPS } from '../src/errors.js';
import { LAYER_CLASSES } from '../src/layers/index.js';
import { fromSource, makeExampleFolder } from './support/example-folder.js';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const read = (path: string) => readFile(join(ROOT, path), 'utf8');

/** Rows of all tables: the cells, trimmed. */
function tableRows(markdown: string): string[][] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  return lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function section(markdown: string, heading: string): string {
  const start = markdown.indexOf(`\n## ${heading}\n`);
  assert.ok(start >= 0, `there is a section ${heading}`);
  const end = markdown.indexOf('\n## ', start + 1);
  return markdown.slice(start, end < 0 ? undefined : end);
}

async function markdownFiles(): Promise<string[]> {
  const docs = (await readdir(join(ROOT, 'docs'), { recursive: true })).map((name) => join('docs', name));
  return ['README.md', 'CHANGELOG.md', 'demo/photos/README.md', ...docs.filter((name) => name.endsWith('.md'))];
}

test('docs/errors.md has every code once, with its class, and no other', async () => {
  const rows = tableRows(await read('docs/errors.md')).filter(([code]) => code?.startsWith('`E_'));
  const documented = rows.map(([code, group]) => [code?.slice(1, -1), group?.slice(1, -1)] as const);
  assert.equal(documented.length, new Set(documented.map(([code]) => code)).size, 'no code twice');
  assert.equal(Object.fromEntries(documented), { ...ERROR_GROUPS });
  for (const row of rows) assert.is(row.filter((cell) => cell !== '').length, 4, `${row[0]} has four cells`);
});

test('the layer table of the README has every layer once, and no other', async () => {
  const rows = tableRows(section(await read('README.md'), 'Layers'));
  const documented = rows.slice(2).map(([layer]) => layer?.slice(1, -1));
  assert.equal(documented.sort(), Object.keys(LAYER_CLASSES).sort());
});

test('relative links and their anchors resolve', async () => {
  let links = 0;
  for (const file of await markdownFiles()) {
    const markdown = await read(file);
    for (const [, target = ''] of markdown.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      links++;
      const [path = '', anchor] = target.split('#');
      const linked = path === '' ? join(ROOT, file) : resolve(ROOT, dirname(file), path);
      await access(linked).catch(() => assert.unreachable(`${file}: ${target} does not exist`));
      if (anchor)
        assert.ok(anchors(await readFile(linked, 'utf8')).includes(anchor), `${file}: no heading for ${target}`);
    }
  }
  assert.ok(links > 20, 'links were found');
});

/** GitHub's anchors of the headings. */
function anchors(markdown: string): string[] {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => text);
  return headings.map((text) =>
    text
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

test('the scripts that the README names exist', async () => {
  const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
  const named = [...(await read('README.md')).matchAll(/npm (?:run )?(test|(?<=run )[\w:]+)/g)].map(([, name]) => name);
  assert.ok(named.length >= 7);
  for (const name of named) assert.ok(name !== undefined && name in scripts, `package.json has ${name}`);
});

/** All JavaScript of a page as one program; later blocks see what the first declares. */
function programOf(markdown: string): string {
  const [first = '', ...others] = [...markdown.matchAll(/```js\n([\s\S]*?)```/g)].map(([, block]) => block);
  return [fromSource(first), ...others.map((block) => `{\n${block}}\n`)].join('\n');
}

async function run(folder: string, program: string): Promise<string> {
  await writeFile(join(folder, 'example.mjs'), program);
  const done = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'example.mjs'], { cwd: folder });
  return done.stdout + done.stderr;
}

test('the examples of the README and of docs/errors.md run', async () => {
  const readme = await read('README.md');
  assert.is(readme.match(/```js/g)?.length, 4);
  const folder = await makeExampleFolder();
  try {
    const end = 'console.log(train.length, train.classNames.join());\n';
    assert.match(await run(folder, programOf(readme) + end), /^6 cat,rocket$/m);
    assert.match(await run(folder, programOf(await read('docs/errors.md'))), /^E_RANGE RandomShear: xFactor must be /);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

for (const name of await readdir(join(ROOT, 'docs/tutorials'))) {
  test(`the examples of docs/tutorials/${name} run`, async () => {
    const folder = await makeExampleFolder();
    try {
      await cp(join(ROOT, 'test/keras/goldens/keras3-sequential'), join(folder, 'model'), { recursive: true });
      await run(folder, `${programOf(await read(`docs/tutorials/${name}`))}\nconsole.log('end');`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

test.run();
