// What a segment asks of the native part for a batch: slice by slice, or all at once.
import type { BatchSegment, NativeSegment, WhiteningSegment } from './assemble.js';
import { wantsCuda } from './device.js';
import type { Group } from './groups.js';
import type { Batch } from './input.js';
import { maskJob, mixJob } from './mixing/mix-job.js';
import type { Mixture } from './mixing/mixture.js';
import { cudaLibrary, type MixJob, type NativePlan, native, type SliceJob, type WhitenJob } from './native.js';
import type { RunOptions } from './run-options.js';
import { type SliceSizes, sliceSizes } from './scheduler.js';
import { sliceJob } from './slice-job.js';
import type { BatchShape, DType } from './types.js';
import { imagesPerWhitening, whitenJob } from './whitening/whiten-job.js';

/** What is known of a result before it is computed. */
export interface Prepared {
  shape: BatchShape;
  dtype: DType;
  numbers: Float64Array;
  /** What a mixing layer makes of the samples; of other segments none. */
  mixtures: readonly Mixture[];
}

/** A segment that runs natively. */
export type RunnableSegment = NativeSegment | BatchSegment | WhiteningSegment;

export interface Work {
  sizes: SliceSizes;
  /** Of so many images; says how many there was time for, where that may be fewer. */
  run(first: number, count: number): Promise<number | undefined>;
  /** All images, on the calling thread. */
  runSync(): void;
  /** The same on a GPU; undefined where the work belongs on the CPU. */
  cuda?: { run(): Promise<unknown>; runSync(): void } | undefined;
}

/** The work of `segment` on the images of `group`, read from `input`, into `output`. */
export function workOf(
  segment: RunnableSegment,
  group: Group,
  prepared: Prepared,
  input: SliceJob['input'],
  output: Batch,
  options: RunOptions,
): Work {
  const { batch } = group;
  const [images, height, width] = output.shape;
  const all = { first: 0, count: images };
  const onCuda = wantsCuda(options.device, batch.data.byteLength + output.data.byteLength);
  const sizes = sliceSizes(Math.max(height * width, batch.shape[1] * batch.shape[2]));
  if (segment.kind === 'batch') {
    const job = batchJob(segment, batch, prepared, input, output, options);
    return {
      sizes,
      run: (first, count) => native().mix({ ...job, first, count }),
      runSync: () => native().mixSync({ ...job, ...all }),
      cuda: onCuda ? mixOnCuda({ ...job, ...all, cudaLibrary: cudaLibrary() }) : undefined,
    };
  }
  if (segment.kind === 'whitening') {
    const { layer } = segment;
    const most = imagesPerWhitening(layer, images);
    const job = whitenJob(layer, batch, prepared.numbers, input, output);
    return {
      sizes: { least: most, most },
      run: (first, count) => native().whiten({ ...job, first, count }),
      runSync: () => native().whitenSync({ ...job, ...all }),
      cuda: onCuda ? whitenOnCuda({ ...job, ...all, cudaLibrary: cudaLibrary() }) : undefined,
    };
  }
  const { plan, planar = false } = segment;
  const job = { ...sliceJob(batch, input, output, prepared.numbers), planar };
  return {
    sizes: { ...sizes, most: images },
    run: (first, count) => plan.execute({ ...job, first, count }),
    runSync: () => plan.executeSync({ ...job, ...all }),
    cuda: onCuda ? planOnCuda(plan, { ...job, ...all, cudaLibrary: cudaLibrary() }) : undefined,
  };
}

function planOnCuda(plan: NativePlan, job: SliceJob): Work['cuda'] {
  return { run: () => plan.execute(job), runSync: () => plan.executeSync(job) };
}

function mixOnCuda(job: MixJob): Work['cuda'] {
  return { run: () => native().mix(job), runSync: () => native().mixSync(job) };
}

function whitenOnCuda(job: WhitenJob): Work['cuda'] {
  return { run: () => native().whiten(job), runSync: () => native().whitenSync(job) };
}

function batchJob(
  { layer }: BatchSegment,
  batch: Batch,
  { dtype, mixtures }: Prepared,
  input: SliceJob['input'],
  output: Batch,
  { samples }: RunOptions,
) {
  if (samples.role === 'masks') return maskJob(mixtures, batch, input, output, samples.maskFillValue);
  return mixJob(mixtures, batch, input, output, { dtype, fillValue: layer.fillValue });
}
