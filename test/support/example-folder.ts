// What documented examples find in their working directory: photo.jpg, photos with a folder per class, and labels.csv;
// masks of the photos with the same names, and boxes.csv.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import sharp from 'sharp';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const PACKAGE = /(?<=from |import |require\()'tfjs-image-pipeline(?:\/(\w+))?'/g;

/** Sources of the entry points in package.json. */
const ENTRIES: Record<string, string> = {
  '': 'src/index.ts',
  tfjs: 'src/tfjs/index.ts',
  register: 'src/tfjs/register.ts',
  compat: 'src/compat.ts',
};

/** A new folder inside the repository, so that examples find its packages. The caller removes it. */
export async function makeExampleFolder(): Promise<string> {
  await mkdir(join(ROOT, 'build'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, 'build', 'example-'));
  const rows: string[] = [];
  const boxes: string[] = [];
  for (const [species, file] of Object.entries({ cat: 'chelsea.jpg', rocket: 'rocket.jpg' })) {
    await mkdir(join(folder, 'photos', species), { recursive: true });
    for (const side of [80, 64, 50]) {
      const name = join(species, `${side}.jpg`);
      await sharp(join(ROOT, 'demo/photos', file))
        .resize(side, side + 9)
        .toFile(join(folder, 'photos', name));
      rows.push(`${name},${species}`);
      await writeMask(join(folder, 'masks', species, `${side}.png`), side, side + 9);
      boxes.push(`${name},${side / 4},10,${side / 2},30,head`, `${name},5,20,${side - 5},${side},body`);
    }
  }
  await sharp(join(ROOT, 'demo/photos/coffee.jpg')).resize(64, 48).toFile(join(folder, 'photo.jpg'));
  await writeFile(join(folder, 'labels.csv'), `file,species\n${rows.join('\n')}\n`);
  await writeFile(join(folder, 'boxes.csv'), `file,x1,y1,x2,y2,name\n${boxes.join('\n')}\n`);
  return folder;
}

/** Class 1 in the middle third of the columns, class 2 in the lower half of that, 0 elsewhere. */
async function writeMask(path: string, width: number, height: number): Promise<void> {
  const numbers = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    if (x < width / 3 || x >= (2 * width) / 3) return 0;
    return y < height / 2 ? 1 : 2;
  });
  await mkdir(dirname(path), { recursive: true });
  await sharp(numbers, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(path);
}

/** `source` with the package replaced by its source; fails for an example that does not import it. */
export function fromSource(source: string): string {
  if (source.search(PACKAGE) < 0) throw new Error(`the example does not import the package:\n${source}`);
  return source.replace(PACKAGE, (_, entry = '') => `'${pathToFileURL(join(ROOT, ENTRIES[entry] as string))}'`);
}
