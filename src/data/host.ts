// What a data set needs of the pipeline that made it; src/pipeline-hosts.ts provides it. Tests give a double, so src/data
// runs without the native part.
import type { ResultMemory } from '../memory.js';
import type { BoxFormat } from '../samples/types.js';
import type { ResizeInterpolation } from '../types.js';
import type { RunnerSpec, SampleRunner } from './runner.js';

/** The resize that comes before the pipeline's first layer. */
export interface DatasetResize {
  height: number;
  width: number;
  interpolation: ResizeInterpolation;
  cropToAspectRatio: boolean;
  padToAspectRatio: boolean;
}

export interface DatasetHost {
  /** The pipeline's seed; drives shuffle, split and draws where the data set has no seed of its own. */
  readonly seed: number;
  /** True when `seed` supersedes the layers' own seeds. */
  readonly supersede: boolean;
  /** Of boxes that come without one. */
  readonly boundingBoxFormat?: BoxFormat | undefined;
  createRunner(resize: DatasetResize, spec: RunnerSpec): SampleRunner;
  /** src/memory.ts: zeroed pixels, 64-byte aligned, on an ordinary transferable ArrayBuffer. */
  arrayMemory: ResultMemory;
  /** src/tfjs/bridge.ts: memory that becomes a tensor. */
  tensorMemory: ResultMemory;
}
