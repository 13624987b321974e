// The mixtures of a batch as the native part takes them.
import type { BatchSegment } from '../assemble.js';
import type { Batch } from '../input.js';
import { DTYPE_CODES, type MixJob } from '../native.js';
import { settings } from '../settings.js';
import type { DType } from '../types.js';
import { type Mixture, type Region, type Share, unmixed, wholeOf } from './mixture.js';

/** What becomes of a batch whose samples drew `numbers`. One sample alone has nobody to be mixed with. */
export function mixturesOf(
  { layer, numberCount }: BatchSegment,
  numbers: Float64Array,
  shape: Batch['shape'],
): Mixture[] {
  const [count, height, width] = shape;
  if (count <= 1) return unmixed(count);
  const drawn = Array.from({ length: count }, (_, i) =>
    Array.from(numbers.subarray(i * numberCount, (i + 1) * numberCount)),
  );
  return layer.mix(drawn, { height, width });
}

/** The job that mixes `batch`, read from `input`, into `output`; `result` is the dtype before a tensor widens it. */
export function mixJob(
  mixtures: readonly Mixture[],
  batch: Batch,
  input: MixJob['input'],
  output: Batch,
  result: { dtype: DType; fillValue: number },
): Omit<MixJob, 'first' | 'count'> {
  const [, height, width, channels] = batch.shape;
  const blended = mixtures.some(({ shares, regions }) => shares.length > 1 && !regions);
  const regions = blended
    ? []
    : mixtures.map((mixture) => mixture.regions ?? [wholeOf(ownOf(mixture), { height, width })]);
  const regionsPerImage = Math.max(1, ...regions.map((list) => list.length));
  return {
    input,
    inputDtype: DTYPE_CODES[batch.dtype],
    inputShape: [height, width, channels],
    inputCount: batch.shape[0],
    output: output.data,
    outputDtype: DTYPE_CODES[output.dtype],
    resultDtype: DTYPE_CODES[result.dtype],
    blends: blended ? Float64Array.from(mixtures.flatMap(blendNumbers)) : new Float64Array(0),
    regions: regionNumbers(regions, regionsPerImage),
    regionsPerImage,
    fillValue: result.fillValue,
    reference: settings().executor === 'reference',
    cudaLibrary: '',
  };
}

/**
 * mixJob() of masks: class numbers cannot be blended, so integer masks take the sample with the larger share, the own one
 * at halves.
 */
export function maskJob(
  mixtures: readonly Mixture[],
  masks: Batch,
  input: MixJob['input'],
  output: Batch,
  fillValue: number,
): Omit<MixJob, 'first' | 'count'> {
  const { dtype } = masks;
  const [, height, width] = masks.shape;
  const whole = ({ shares, regions }: Mixture): Mixture => {
    const [own, partner] = shares as readonly [Share, Share?];
    if (regions || !partner) return regions ? { shares, regions } : { shares };
    const { sample } = own.weight >= 0.5 ? own : partner;
    return { shares, regions: [wholeOf(sample, { height, width })] };
  };
  const own = dtype === 'float32' ? mixtures : mixtures.map(whole);
  return mixJob(own, masks, input, output, { dtype, fillValue });
}

function ownOf({ shares }: Mixture): number {
  return (shares[0] as Share).sample;
}

function blendNumbers({ shares: [own, partner = own] }: Mixture): number[] {
  const { sample, weight } = own as Share;
  return [sample, (partner as Share).sample, weight];
}

/** Seven numbers a region; images with fewer regions than others get empty ones. */
function regionNumbers(regions: readonly (readonly Region[])[], perImage: number): Float64Array {
  const numbers = new Float64Array(regions.length * perImage * 7);
  regions.forEach((list, image) => {
    list.forEach(({ sample, top, left, height, width, sampleTop, sampleLeft }, i) => {
      numbers.set([sample, top, left, height, width, sampleTop, sampleLeft], (image * perImage + i) * 7);
    });
  });
  return numbers;
}
