// Calls that stand for several: one a view, or one for each image of an array.
import type { ApplyOptions } from './apply-options.js';
import type { CallKeys } from './call-keys.js';
import { parseFrames } from './clips.js';
import type { SampleDraw } from './draws.js';
import { makeError } from './errors.js';
import { checkList } from './input.js';
import { checkDrawCount } from './numbers.js';
import { invalid, parseRepeat, type RawOptions } from './options.js';
import { countOf } from './samples/read-sample.js';
import type { SampleSettings } from './samples/settings.js';

/** What is called. */
interface Called {
  readonly owner: string;
  readonly samples: SampleSettings;
  readonly keys: CallKeys;
}

/** The options of each view, when several are asked for. */
export function splitViews(
  { owner, samples, keys }: Called,
  images: unknown,
  raw: RawOptions,
  draws: readonly SampleDraw[] | undefined,
): ApplyOptions[] | undefined {
  if (raw.repeat === undefined) return undefined;
  const repeat = parseRepeat(owner, raw.repeat);
  for (const name of ['view', 'out']) {
    if (raw[name] !== undefined) throw invalid(owner, name, 'left out with repeat', raw[name], 'E_CONFLICT');
  }
  if (draws) throw makeError('E_CONFLICT', `${owner}: repeat is not for kept draws; replay() each view`);
  const count = Array.isArray(images) ? images.length : countOf(owner, images, samples);
  const frames = parseFrames(owner, raw.frames, count);
  const { firstIndex, epoch } = keys.read(raw, count / frames, raw.training !== false);
  const { repeat: _, ...rest } = raw;
  return Array.from({ length: repeat }, (_view, view) => ({ ...rest, epoch, firstIndex, view }) as ApplyOptions);
}

/** Each image, with the options and the draw of its own call. */
export function splitList(
  { owner, keys }: Called,
  images: unknown[],
  raw: RawOptions,
  draws: readonly SampleDraw[] | undefined,
) {
  if (raw.out !== undefined) throw invalid(owner, 'out', 'left out for an array of images', raw.out, 'E_CONFLICT');
  checkList(owner, images);
  checkDrawCount(draws, images.length);
  const { firstIndex, epoch } = keys.read(raw, images.length, !draws);
  return images.map((image, i): [unknown, ApplyOptions, SampleDraw[] | undefined] => [
    image,
    { ...raw, epoch, firstIndex: firstIndex + i },
    draws && [draws[i] as SampleDraw],
  ]);
}
