// From a list of samples and the shared options to one data set, or to the pair that subset 'both' asks for.
import { createHash } from 'node:crypto';
import { hardLabels, unmixedKeypoints } from '../mixing/labels.js';
import { settings } from '../settings.js';
import { ImageDataset } from './dataset.js';
import type { ParsedDatasetOptions } from './dataset-options.js';
import type { DatasetHost } from './host.js';
import { gatherLabels } from './labels.js';
import type { Pacer } from './pacer.js';
import type { RunnerSpec } from './runner.js';
import type { SampleList } from './samples.js';
import { splitMembers } from './split.js';

export async function makeDatasets(
  host: DatasetHost,
  samples: SampleList,
  options: ParsedDatasetOptions,
  pacer: Pacer,
): Promise<ImageDataset | [ImageDataset, ImageDataset]> {
  if (options.subset === 'both') {
    const training = await makeDataset(host, samples, options, 'training', pacer);
    return [training, await makeDataset(host, samples, options, 'validation', pacer)];
  }
  return await makeDataset(host, samples, options, options.subset, pacer);
}

async function makeDataset(
  host: DatasetHost,
  samples: SampleList,
  options: ParsedDatasetOptions,
  part: 'training' | 'validation' | undefined,
  pacer: Pacer,
): Promise<ImageDataset> {
  const seed = options.seed ?? host.seed;
  const { shuffle, validationSplit, batchSize, dropRemainder, prefetch, signal, repeat, onError } = options;
  const members =
    part === undefined || validationSplit === undefined
      ? null
      : await splitMembers(samples.owner, part, { count: samples.count, validationSplit, shuffle, seed }, pacer);
  const spec = { ...runnerSpec(host, options, part), boundingBoxFormat: samples.places?.boxFormat };
  const runner = host.createRunner(options.resize, spec);
  const mixes = runner.together?.mixes;
  if (mixes !== undefined) checkMixable(samples, mixes);
  return new ImageDataset({
    context: { host, runner, samples, repeat, onError },
    members,
    fingerprint: fingerprintOf(samples, [part ?? 'all', validationSplit ?? 0, shuffle]),
    seed,
    shuffle,
    batchSize,
    dropRemainder,
    prefetch,
    signal,
    shard: { count: 1, index: 0 },
  });
}

/** Labels that are mixed must be numbers that can be weighted; keypoints cannot be mixed. */
function checkMixable({ owner, labels, places }: SampleList, layer: string): void {
  if (places?.hasKeypoints) throw unmixedKeypoints(owner, layer);
  for (const { data, shape } of labels === null ? [] : [gatherLabels(labels, [])].flat()) {
    const isFloat = data instanceof Float32Array;
    if (isFloat && shape.length === 2) continue;
    throw hardLabels(owner, layer, `${isFloat ? 'numbers' : 'class numbers'} of shape [n]`);
  }
}

/** Validation data is not augmented unless asked for. */
function runnerSpec(host: DatasetHost, options: ParsedDatasetOptions, part: string | undefined): RunnerSpec {
  return {
    seed: options.seed ?? host.seed,
    supersedeSeeds: options.seed !== undefined || host.supersede,
    training: options.training ?? part !== 'validation',
    decode: {
      channels: options.channels,
      dtype: 'uint8',
      maxPixels: settings().maxPixels,
      applyOrientation: true,
      dctScaling: true,
    },
  };
}

function fingerprintOf(samples: SampleList, selection: readonly unknown[]): string {
  return createHash('sha256')
    .update(`${samples.fingerprint} ${JSON.stringify(selection)}`)
    .digest('hex')
    .slice(0, 32);
}
