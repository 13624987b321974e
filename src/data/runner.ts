// What a data set needs of the engine. src/sample-runner.ts is one; tests of src/data use a double.
import type { SampleDraw } from '../draws.js';
import type { PixelMemory, ResultMemory } from '../memory.js';
import type { Mixture } from '../mixing/mixture.js';
import type { BoxFormat } from '../samples/types.js';
import type { DType, Image, ImageShape } from '../types.js';
import type { BatchCompanions, MovedCompanions, SampleCompanions } from './companions.js';

/** Which sample is computed; the key of its draws besides the runner's seed. */
export interface SampleKey {
  /** Position of the sample in the whole, unshuffled, unsharded data set. */
  index: number;
  /** Which of several augmentations of the sample. */
  view: number;
  /** Position of the batch's first sample, for layers that draw once per batch. */
  batchIndex: number;
  epoch: number;
  /** Kept numbers instead of those that the key draws. */
  draw?: SampleDraw | undefined;
}

/** A file, or an image in memory, and what belongs to it besides labels. */
export type SampleSource = ({ path: string } | { image: Image }) & { companions?: SampleCompanions | undefined };

/** Pixels of a whole batch. */
export interface BatchPixels {
  data: PixelMemory;
  dtype: DType;
  shape: readonly number[];
}

/** The part of a pipeline that takes whole batches: from the first layer on that mixes samples or whitens many at once. */
export interface BatchRunner {
  /** Class name of the first layer that mixes samples, for messages; undefined when none does. */
  readonly mixes: string | undefined;

  /**
   * Runs the results of SampleRunner.run(), which are in arrays that nobody else uses, and says what was mixed, layer by
   * layer. Rejects as SampleRunner.run().
   */
  run(
    batch: BatchPixels,
    keys: readonly SampleKey[],
    memory: ResultMemory,
    signal?: AbortSignal,
    moved?: readonly MovedCompanions[],
  ): Promise<{ pixels: BatchPixels; mixtures: readonly (readonly Mixture[])[]; companions: BatchCompanions }>;
}

export interface SampleRunner {
  /** What follows run() for all samples of a batch; undefined where each is done by itself. */
  readonly together?: BatchRunner | undefined;

  /** Shape and dtype of every result of the batch whose first sample is key.index. */
  outputSpec(key: SampleKey): { shape: ImageShape; dtype: DType };

  /**
   * Decodes (for a path), runs the pipeline and writes outputSpec().shape values at `offset` of `target`, which has
   * outputSpec().dtype or, where it is to be a tensor, int32 for uint8 and uint16. Off the JS thread. Rejects with a DecodeError or IoError that names the path, or with the signal's reason.
   * What belongs to the sample goes through the same draw and comes back; undefined for an image alone.
   */
  run(
    source: SampleSource,
    target: PixelMemory,
    offset: number,
    key: SampleKey,
    signal?: AbortSignal,
  ): Promise<MovedCompanions | undefined>;

  /** What run() gave for the samples of a batch, in the form that data sets hand out. Not called with none. */
  collect(moved: readonly MovedCompanions[]): BatchCompanions;
}

/** How files become images before the pipeline's first layer. */
export interface DecodeSpec {
  /** 1, 3 or 4; 0 keeps the file's own. */
  channels: 0 | 1 | 3 | 4;
  /** 'uint16' keeps 16-bit files; 'uint8' takes their high byte. */
  dtype: 'uint8' | 'uint16';
  maxPixels: number;
  /** EXIF orientation is applied unless false. */
  applyOrientation: boolean;
  /** JPEGs much larger than the target are decoded at a DCT scale that still covers it. */
  dctScaling: boolean;
}

/** How a data set wants its samples run. */
export interface RunnerSpec {
  seed: number;
  supersedeSeeds: boolean;
  training: boolean;
  decode: DecodeSpec;
  /** Of boxes; undefined without boxes. */
  boundingBoxFormat?: BoxFormat | undefined;
}
