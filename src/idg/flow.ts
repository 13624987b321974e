// What all flow methods share: options, and the way from a list of samples to an iterator.

import type { DatasetHost, DatasetResize } from '../data/host.js';
import type { LabelColumn } from '../data/labels.js';
import type { RunnerSpec, SampleRunner } from '../data/runner.js';
import type { SampleList } from '../data/samples.js';
import { freshSeed } from '../engine.js';
import { makeError } from '../errors.js';
import { arrayMemory } from '../memory.js';
import { invalid, parseBoolean, parseEnum, parseSeed, parseSize, type RawOptions } from '../options.js';
import { settings } from '../settings.js';
import { tensorMemory } from '../tensor.js';
import type { DType, ImageShape } from '../types.js';
import { ImageDataIterator } from './iterator.js';
import type { ParsedOptions } from './options.js';
import { KeyedOrder, NumpyOrder } from './order.js';
import { MAX_NUMPY_SEED, RandomState } from './random-state.js';
import { type ParsedSave, parseSave, type SaveOptions } from './save-batch.js';
import { drawOf, drawTransform } from './transform.js';

/** Options that flow(), flowFromDirectory() and flowFromDataFrame() share. */
export interface FlowOptions extends SaveOptions {
  /** Samples in a batch, at least 1; default 32. */
  batchSize?: number;
  /** A new order every epoch; default true. */
  shuffle?: boolean;
  /** Drives order and draws. An integer within 0..2^53-1, with `compat` within 0..2^32-1. Default: picked. */
  seed?: number;
  /** Part of the samples that the generator's validationSplit makes: the first for 'validation'. Default: all. */
  subset?: 'training' | 'validation';
}

export const FLOW_OPTIONS = [
  'batchSize',
  'shuffle',
  'seed',
  'subset',
  'saveToDir',
  'savePrefix',
  'saveFormat',
] as const;

const SUBSETS = ['training', 'validation'] as const;

export interface ParsedFlow {
  owner: string;
  batchSize: number;
  shuffle: boolean;
  seed: number | undefined;
  subset: 'training' | 'validation' | undefined;
  save: ParsedSave | undefined;
}

/** What a flow method needs of its generator. */
export interface FlowHost {
  options: ParsedOptions;
  /** Runs samples through the generator's layers, files after a resize. */
  runner(seed: number, spec: RunnerSpec, imageShape: ImageShape, resize: DatasetResize | undefined): SampleRunner;
}

export function parseFlow(owner: string, raw: RawOptions, { validationSplit, compat }: ParsedOptions): ParsedFlow {
  const { subset } = raw;
  const seed = parseSeed(owner, raw.seed);
  if (compat && seed !== undefined && seed > MAX_NUMPY_SEED) {
    throw invalid(owner, 'seed', 'an integer within 0..2^32-1', seed, 'E_SEED');
  }
  if (subset !== undefined && subset !== null && validationSplit === 0) {
    throw makeError('E_SPLIT', `${owner}: subset needs a generator with validationSplit`);
  }
  return {
    owner,
    batchSize: raw.batchSize === undefined ? 32 : parseSize(owner, 'batchSize', raw.batchSize),
    shuffle: parseBoolean(owner, 'shuffle', raw.shuffle, true),
    seed,
    subset: subset === undefined || subset === null ? undefined : parseEnum(owner, 'subset', subset, SUBSETS),
    save: parseSave(owner, raw),
  };
}

/** first..end of `count` samples that belong to the subset: the head validates. */
export function subsetRange(count: number, flow: ParsedFlow, { validationSplit }: ParsedOptions): [number, number] {
  const split = Math.trunc(count * validationSplit);
  if (flow.subset === undefined) return [0, count];
  return flow.subset === 'validation' ? [0, split] : [split, count];
}

export function rangeMembers([first, end]: [number, number]): Uint32Array {
  return Uint32Array.from({ length: end - first }, (_, i) => first + i);
}

export interface FlowSamples {
  samples: SampleList;
  members: Uint32Array | null;
  /** [height, width, channels], whatever the order of the axes of batches. */
  imageShape: ImageShape;
  /** How files are brought to imageShape; images in memory have it. */
  resize?: DatasetResize;
  /** dtype of images in memory; those of files are uint8. */
  dtype?: DType;
  classMode: string | null;
  misc?: readonly LabelColumn[];
  /** NumPy's limit of the numbers in names of saved files. */
  hashLimit: number;
  filenameOf?: (path: string) => string;
}

export function makeIterator(host: FlowHost, flow: ParsedFlow, source: FlowSamples): ImageDataIterator {
  const { options } = host;
  const { samples, members, imageShape } = source;
  const { batchSize, shuffle } = flow;
  const seed = flow.seed ?? (options.compat ? undefined : freshSeed());
  const spec = { count: members?.length ?? samples.count, batchSize, shuffle };
  const order =
    options.compat === null
      ? new KeyedOrder(spec, seed as number)
      : new NumpyOrder(spec, seed, new RandomState(freshSeed()), {
          draw: (random) => drawOf(drawTransform(options, imageShape, random)),
          hashLimit: flow.save && source.hashLimit,
        });
  const drawSeed = seed ?? 0;
  const runner = host.runner(drawSeed, runnerSpec(drawSeed, source, options), imageShape, source.resize);
  return new ImageDataIterator({
    context: { host: memoryHost, runner, samples, onError: 'throw' },
    members,
    order,
    batchSize,
    shuffle,
    seed,
    imageShape,
    dataFormat: options.dataFormat,
    classMode: source.classMode,
    misc: source.misc ?? [],
    save: flow.save,
    compat: options.compat,
    filenameOf: source.filenameOf ?? ((path) => path),
  });
}

/** makeBatch() takes memory from its caller alone. */
const memoryHost = { arrayMemory, tensorMemory } as DatasetHost;

function runnerSpec(seed: number, { imageShape, dtype = 'uint8' }: FlowSamples, { compat }: ParsedOptions): RunnerSpec {
  return {
    seed,
    supersedeSeeds: false,
    training: true,
    decode: {
      // Images in memory may have any number of channels, and dtype.
      channels: imageShape[2] as 3,
      dtype: dtype as 'uint8',
      maxPixels: settings().maxPixels,
      // Pillow leaves pictures as they lie.
      applyOrientation: compat === null,
      dctScaling: true,
    },
  };
}
