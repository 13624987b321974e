// How one call runs, after its options have been read.

import type { Device } from './device.js';
import type { SampleDraw } from './draws.js';
import type { ResultMemory } from './memory.js';
import type { Mixture } from './mixing/mixture.js';
import type { CallKey } from './numbers.js';
import type { SampleSettings } from './samples/settings.js';
import type { Image, ImageBatch } from './types.js';

export interface RunOptions {
  owner: string;
  key: CallKey;
  training: boolean;
  device: Device;
  signal?: AbortSignal | undefined;
  /** What the result is written to without `out`. */
  memory: ResultMemory;
  out?: Image | ImageBatch | undefined;
  samples: SampleSettings;
  /** Kept draws instead of new ones, one per image. */
  draws?: readonly SampleDraw[] | undefined;
  /** Told by every mixing layer what becomes of the samples. */
  onMix?: ((mixtures: readonly Mixture[]) => void) | undefined;
}
