// The files of one batch on their way to the pool: some in each native call, which ends after a slice of time, so that what
// a call costs is shared.
import type { FilesJob, NativePlan } from './native.js';
import { withPlace } from './scheduler.js';
import { settings } from './settings.js';

/** More would only be given back: a small JPEG takes a tenth of a millisecond. */
const FILES_PER_CALL = 32;

export interface QueuedFile {
  path: string;
  /** Where its result starts in the batch, in values. */
  offset: number;
  index: number;
  view: number;
}

interface Waiting extends QueuedFile {
  resolve(wasJpeg: boolean): void;
  reject(error: unknown): void;
}

export class FileQueue {
  private waiting: Waiting[] = [];
  private runners = 0;

  constructor(
    private readonly plan: NativePlan,
    private readonly job: Omit<FilesJob, 'paths' | 'places'>,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** False when the file is not a JPEG and nothing was written. Rejects with its error, or with the signal's reason. */
  run(file: QueuedFile): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ ...file, resolve, reject });
      if (this.runners < settings().threads) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.runners++;
    // The others of the batch join in this turn.
    await undefined;
    while (this.waiting.length > 0) {
      try {
        await withPlace(() => this.runSome(), this.signal);
      } catch (error) {
        for (const { reject } of this.waiting.splice(0)) reject(error);
      }
    }
    this.runners--;
  }

  private async runSome(): Promise<void> {
    // Everybody gets a share, also of the last ones.
    const share = Math.ceil(this.waiting.length / settings().threads);
    const files = this.waiting.splice(0, Math.min(share, FILES_PER_CALL));
    if (files.length === 0) return;
    const results = await this.call(files);
    for (const [i, { resolve, reject }] of files.entries()) {
      const result = results[i];
      if (typeof result === 'boolean') resolve(result);
      else if (result) reject(result);
    }
    this.waiting.unshift(...files.slice(results.length));
  }

  /** An error of the whole call is the error of each file. */
  private async call(files: readonly Waiting[]): Promise<readonly (boolean | Error)[]> {
    const places = Float64Array.from(files.flatMap(({ offset, index, view }) => [offset, index, view]));
    try {
      return await this.plan.executeFiles({ ...this.job, paths: files.map(({ path }) => path), places });
    } catch (error) {
      return files.map(() => error as Error);
    }
  }
}
