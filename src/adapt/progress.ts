// What adapt() tells while it works.
import { invalid } from '../options.js';

/** How far adapt() is. */
export interface AdaptProgress {
  /** Name of the layer that learns, or its class where it has none. */
  layer: string;
  /** 'reading' images, or 'solving' for the layer's statistics; the last report of a layer comes when it has them. */
  phase: 'reading' | 'solving';
  /** Images of this round so far. */
  images: number;
  /** Images of a round; undefined where the data does not say, and at most so many where files may be left out. */
  totalImages: number | undefined;
  /** From 1 to `rounds`. */
  round: number;
  rounds: number;
  /** The most memory that the layer takes for this, images aside; 0 before the first image of unknown size. */
  bytes: number;
}

export type ReportProgress = (progress: AdaptProgress) => void | Promise<void>;

/** Often enough for a bar, and nothing beside the work of a batch. */
const INTERVAL_MS = 100;

export function parseProgress(owner: string, value: unknown): ReportProgress | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'function') throw invalid(owner, 'onProgress', 'a function', value, 'E_TYPE');
  return value as ReportProgress;
}

/** The reports about one layer. */
export class Progress {
  readonly #report: ReportProgress | undefined;
  #now: AdaptProgress;
  #lastMs = 0;

  constructor(report: ReportProgress | undefined, start: Pick<AdaptProgress, 'layer' | 'totalImages' | 'rounds'>) {
    this.#report = report;
    this.#now = { ...start, phase: 'reading', images: 0, round: 1, bytes: 0 };
  }

  /** Takes note of `changes`, and reports when it is time to. */
  async note(changes: Partial<AdaptProgress>): Promise<void> {
    this.#now = { ...this.#now, ...changes };
    if (performance.now() - this.#lastMs >= INTERVAL_MS) await this.report({});
  }

  /** Takes note of `changes`, and reports. */
  async report(changes: Partial<AdaptProgress>): Promise<void> {
    this.#now = { ...this.#now, ...changes };
    this.#lastMs = performance.now();
    await this.#report?.({ ...this.#now });
  }
}
