// The masks of a directory of images: a second tree with the same paths and other extensions.
import { join } from 'node:path';
import { makeError } from '../errors.js';
import { show } from '../options.js';
import { indexTree } from './index-directory.js';
import type { NameList } from './name-list.js';
import { DatasetReport } from './report.js';
import type { WalkContext } from './walk.js';

/** Formats that keep class numbers. */
const MASK_SUFFIX = /\.(?:png|tiff?|bmp|webp)$/i;

/**
 * The path of each image's mask relative to `directory`, in the order of `names`.
 * @throws E_MASK for an image without a mask, or with several; E_NOT_DIR.
 */
export async function findMasks(context: WalkContext, directory: string, names: NameList): Promise<string[]> {
  const { pacer } = context;
  // What is left out here is no image of the data set.
  const found = await indexTree({ ...context, report: new DatasetReport() }, directory);
  const byStem = new Map<string, string[]>();
  for (const name of found.names) {
    const stem = stemOf(name);
    byStem.set(stem, [...(byStem.get(stem) ?? []), name]);
    if (pacer.due()) await pacer.rest();
  }
  const masks: string[] = [];
  for (const name of names) {
    const candidates = byStem.get(stemOf(name)) ?? [];
    const lossless = candidates.filter((candidate) => MASK_SUFFIX.test(candidate));
    if (lossless.length !== 1) throw mismatch(context.owner, directory, name, lossless, candidates);
    masks.push(lossless[0] as string);
    if (pacer.due()) await pacer.rest();
  }
  return masks;
}

/** A path without its extension. */
function stemOf(name: string): string {
  return name.replace(/\.[^./]*$/, '');
}

function mismatch(
  owner: string,
  directory: string,
  name: string,
  lossless: readonly string[],
  candidates: readonly string[],
) {
  const stem = stemOf(name);
  const [other] = candidates;
  const lossy = other === undefined ? '' : `; ${show(other)} is of a format that changes class numbers`;
  const reason =
    lossless.length > 1
      ? `several masks in ${show(directory)}: ${show(lossless)}`
      : `no mask in ${show(directory)}; looked for ${stem} with .png, .tif, .tiff, .bmp or .webp${lossy}`;
  return makeError('E_MASK', `${owner}: image ${show(name)} has ${reason}`, { path: join(directory, stem) });
}
