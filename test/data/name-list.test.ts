// Lists of names that are kept in blocks, against plain arrays.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NameList, packNames } from '../../src/data/name-list.js';
import { Pacer } from '../../src/data/pacer.js';

const same = (name: string) => name;

async function listOf(folders: Record<string, readonly string[]>): Promise<NameList> {
  const list = new NameList();
  for (const [prefix, names] of Object.entries(folders)) list.add(prefix, await packNames(names, same, new Pacer()));
  return list;
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `image ${i}.jpg`);

test('every position gives its path, whatever the sizes of the directories', async () => {
  const sizes = [1, 0, 64, 65, 63, 1, 1, 200, 128];
  const folders = Object.fromEntries(sizes.map((size, index) => [`class ${index}/`, numbered(size)]));
  const expected = Object.entries(folders).flatMap(([prefix, names]) => names.map((name) => prefix + name));
  const list = await listOf(folders);
  assert.is(list.length, 523);
  assert.equal(
    expected.map((_, position) => list.at(position)),
    expected,
  );
  assert.equal([...list], expected);
  assert.equal([...list.blocks()].flat(), expected);
});

test('an empty list has no paths', async () => {
  const list = await listOf({ 'a/': [] });
  assert.is(list.length, 0);
  assert.equal([...list], []);
});

test('names of the root, with blanks, without ASCII, are kept as they are', async () => {
  const names = ['', ' ', 'Übung 1.png', '写真.jpg', '\u{1f5bc}.tif', 'a\nb.gif'];
  const list = await listOf({ '': names });
  assert.equal([...list], names);
  assert.is(list.at(4), '\u{1f5bc}.tif');
});

test('names are converted one by one, in their order', async () => {
  const seen: string[] = [];
  const packed = await packNames(
    numbered(70),
    (name) => {
      seen.push(name);
      return name.toUpperCase();
    },
    new Pacer(),
  );
  assert.equal(seen, numbered(70));
  const list = new NameList();
  list.add('x/', packed);
  assert.is(list.at(69), 'x/IMAGE 69.JPG');
});

test('packing stops when the signal says so', async () => {
  const controller = new AbortController();
  controller.abort(new Error('enough'));
  const packing = packNames(numbered(500_000), same, new Pacer(controller.signal));
  assert.is(await packing.then(String, ({ message }: Error) => message), 'enough');
});

test.run();
