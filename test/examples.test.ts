// Runs the @example of every doc comment as a program of its own: what a reader copies works.
import { readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as main from '../src/index.js';
import { LAYER_CLASSES } from '../src/layers/index.js';
import * as tfjs from '../src/tfjs/index.js';
import { fromSource, makeExampleFolder } from './support/example-folder.js';

interface Example {
  /** File and line of the @example. */
  place: string;
  code: string;
}

const SOURCES = join(dirname(fileURLToPath(import.meta.url)), '../src');

/** The lines from each @example up to the next tag or the end of the comment. */
function examplesIn(file: string): Example[] {
  const text = readFileSync(join(SOURCES, file), 'utf8');
  return [...text.matchAll(/^ *\* @example\n((?: *\*(?!\/| @).*\n)+)/gm)].map((match) => ({
    place: `src/${file}:${text.slice(0, match.index).split('\n').length}`,
    code: (match[1] as string).replace(/^ *\* ?/gm, ''),
  }));
}

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const examples = files.sort().flatMap(examplesIn);
const start = process.cwd();
let folder = start;

test.before(async () => {
  folder = await makeExampleFolder();
  process.chdir(folder);
});

test.after(async () => {
  process.chdir(start);
  await rm(folder, { recursive: true, force: true });
});

for (const { place, code } of examples) {
  test(place, async () => {
    const program = join(folder, `${place.replace(/\W/g, '-')}.mjs`);
    await writeFile(program, fromSource(code));
    await import(pathToFileURL(program).href);
  });
}

test('every public class and function has an example', () => {
  const all = examples.map(({ code }) => code).join('\n');
  // RandomZCAWhiten is another name of a class.
  const shown = (name: string) =>
    name !== 'Layer' && name !== 'ImageDataset' && name !== 'RandomZCAWhiten' && !name.endsWith('Error');
  const values = Object.entries({ ...main, ...tfjs }).filter(
    ([name, value]) => typeof value === 'function' && shown(name),
  );
  const functions = Object.keys(main.image).map((name) => `image.${name}`);
  const methods = ['adapt', 'sample', 'replay', 'getConfig', 'fromConfig', 'fromDirectory', 'fromDataFrame', 'preview'];
  methods.push('fromKeras', 'toKeras', 'adaptState', 'mergeStates', 'save', 'load');
  const names = [...values.map(([name]) => name), ...functions, ...methods.map((name) => `.${name}`)];
  const wanted = names.map((name) => `${name}(`);
  assert.equal(
    wanted.filter((name) => !all.includes(name)),
    [],
  );
  assert.ok(examples.length >= Object.keys(LAYER_CLASSES).length);
});

test.run();
