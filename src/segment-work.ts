// What a segment asks of the native part for a batch: slice by slice, or all at once.
import type { BatchSegment, NativeSegment, WhiteningSegment } from './assemble.js';
import { wantsCuda } from './device.js';
import type { Group } from './groups.js';
import type { Batch } from './input.js';
import { maskJob, mixJob } from './mixing/mix-job.js';
import type { Mixture } from './mixing/mixture.js';
import { cudaLibrary, type NativePlan, native, type SliceJob } from './native.js';
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
  /** The same for a GPU; undefined where it belongs on the CPU. */
  cuda?: { plan: NativePlan; job: SliceJob } | undefined;
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
  const sizes = sliceSizes(Math.max(height * width, batch.shape[1] * batch.shape[2]));
  if (segment.kind === 'batch') {
    const job = batchJob(segment, batch, prepared, input, output, options);
    return {
      sizes,
      run: (first, count) => native().mix({ ...job, first, count }),
      runSync: () => native().mixSync({ ...job, ...all }),
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
    };
  }
  const { plan, planar = false } = segment;
  const job = { ...sliceJob(batch, input, output, prepared.numbers), planar };
  const onCuda = wantsCuda(options.device, batch.data.byteLength + output.data.byteLength);
  return {
    sizes: { ...sizes, most: images },
    run: (first, count) => plan.execute({ ...job, first, count }),
    runSync: () => plan.executeSync({ ...job, ...all }),
    cuda: onCuda ? { plan, job: { ...job, ...all, cudaLibrary: cudaLibrary() } } : undefined,
  };
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
