// The keys of a pipeline's calls: from their options, or from where the last call ended.
import { parseCount } from './input.js';
import type { CallKey } from './numbers.js';
import { parseSeed, type RawOptions } from './options.js';

const MAX_VIEW = 2 ** 24 - 1;
const MAX_INDEX = 2 ** 43 - 1;
const MAX_EPOCH = 2 ** 32 - 1;

export class CallKeys {
  private nextIndex = 0;

  constructor(
    private readonly owner: string,
    private readonly seed: number,
  ) {}

  /** Key of a call. Without any part of a key a call that `continues` goes on where the last such call ended. */
  read(raw: RawOptions, count: number, continues: boolean): CallKey {
    const { owner } = this;
    const seed = parseSeed(owner, raw.seed);
    const epoch = parseCount(owner, 'epoch', continues ? raw.epoch : (raw.epoch ?? 0), MAX_EPOCH);
    const firstIndex = parseCount(owner, 'firstIndex', raw.firstIndex, MAX_INDEX - count);
    const keyed = seed !== undefined || epoch !== undefined || firstIndex !== undefined;
    const view = parseCount(owner, 'view', raw.view, MAX_VIEW);
    return {
      seed: seed ?? this.seed,
      supersede: seed !== undefined,
      epoch: epoch ?? 0,
      firstIndex: firstIndex ?? (keyed ? 0 : this.takeIndex(count)),
      batchIndex: undefined,
      view,
    };
  }

  /** Position of the first of `count` images that go on where the last such call ended. */
  readonly takeIndex = (count: number): number => {
    const first = this.nextIndex;
    this.nextIndex += count;
    return first;
  };
}
