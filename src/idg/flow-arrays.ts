// flow(): batches of images in memory.
import { type LabelColumn, numberRows } from '../data/labels.js';
import { DatasetReport } from '../data/report.js';
import type { SampleList } from '../data/samples.js';
import { makeError } from '../errors.js';
import { type Batch, imageOf } from '../input.js';
import { valueCount } from '../memory.js';
import { everyEntry, invalid, isList, parseBoolean, readOptions } from '../options.js';
import { isTensor, type TensorLike, tensorValues } from '../tensor.js';
import type { Image, ImageBatch, PixelArray } from '../types.js';
import { readBatch } from './channels-first.js';
import {
  FLOW_OPTIONS,
  type FlowHost,
  type FlowOptions,
  makeIterator,
  parseFlow,
  rangeMembers,
  subsetRange,
} from './flow.js';
import type { ImageDataIterator } from './iterator.js';
import type { ParsedOptions } from './options.js';

const OWNER = 'flow';
const HASH_LIMIT = 1e4;

/** Numbers, lists of numbers of one length, { data, shape } or a tensor; the first axis counts samples. */
export type FlowLabels =
  | ArrayLike<number>
  | readonly (readonly number[])[]
  | { data: ArrayLike<number>; shape: readonly number[] }
  | TensorLike;

/** A batch or a tensor of rank 4, or [batch, further input] or [batch, [further inputs]]. */
export type FlowImages =
  | ImageBatch
  | TensorLike
  | readonly [ImageBatch | TensorLike, FlowLabels | readonly FlowLabels[]];

/** Options of ImageDataGenerator.flow(). */
export interface FlowArrayOptions extends FlowOptions {
  /** One weight for each image; only with labels. */
  sampleWeight?: ArrayLike<number> | null;
  /** Lets training and validation have different labels. Default false. */
  ignoreClassSplit?: boolean;
}

export function flowArrays(host: FlowHost, x: unknown, y: unknown, options: FlowArrayOptions = {}): ImageDataIterator {
  const raw = readOptions(OWNER, options, [...FLOW_OPTIONS, 'sampleWeight', 'ignoreClassSplit']);
  const flow = parseFlow(OWNER, raw, host.options);
  const { images, misc } = readImages(x, host.options);
  const [count, height, width, channels] = images.shape;
  const labels = y === undefined || y === null ? null : readColumn('y', y, count);
  const weights = raw.sampleWeight === undefined || labels === null ? null : readWeights(raw.sampleWeight, count);
  const range = subsetRange(count, flow, host.options);
  if (flow.subset && labels && !parseBoolean(OWNER, 'ignoreClassSplit', raw.ignoreClassSplit, false)) {
    checkClassSplit(labels, count, host.options);
  }
  const samples: SampleList = {
    owner: OWNER,
    count,
    path: () => '',
    source: (position) => ({ image: imageAt(images, position) }),
    drawIndex: (position) => position,
    labels: labels?.column ?? null,
    classes: null,
    classNames: [],
    weights,
    fingerprint: '',
    report: new DatasetReport(),
  };
  return makeIterator(host, flow, {
    samples,
    members: flow.subset ? rangeMembers(range) : null,
    imageShape: [height, width, channels],
    dtype: images.dtype,
    classMode: null,
    misc: misc.map((each, i) => readColumn(`x[1][${i}]`, each, count).column),
    hashLimit: HASH_LIMIT,
  });
}

function imageAt(images: Batch<PixelArray>, position: number): Image {
  const { data, shape } = imageOf(images, position);
  const [, height, width, channels] = shape;
  return { data: data as PixelArray, shape: [height, width, channels] };
}

/** A copy with channels last: the caller may change its memory, and the iterator has no end. */
function readImages(x: unknown, { compat, dataFormat }: ParsedOptions): { images: Batch<PixelArray>; misc: unknown[] } {
  const [first, rest] = Array.isArray(x) ? [x[0] as unknown, x[1] as unknown] : [x, []];
  if (Array.isArray(x) && x.length !== 2) throw invalid(OWNER, 'x', 'images or [images, further inputs]', x, 'E_TYPE');
  // keras-preprocessing makes floats of all images first.
  const images = readBatch(OWNER, first, dataFormat, compat !== null);
  const misc = isListOfColumns(rest) ? rest : [rest];
  return { images, misc: Array.isArray(x) ? misc : [] };
}

/** As in Python a list is a list of inputs, and anything else one input. */
function isListOfColumns(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'object' && each !== null);
}

interface Column {
  column: LabelColumn;
  values: Int32Array | Float32Array;
}

function readColumn(name: string, value: unknown, count: number): Column {
  const { data, shape } = readArray(name, value);
  if (shape[0] !== count) {
    throw makeError('E_SHAPE', `${OWNER}: x and ${name} must have the same length; received ${count} and ${shape[0]}`);
  }
  const step = valueCount(shape.slice(1));
  if (data.length !== count * step) {
    throw makeError(
      'E_SHAPE',
      `${OWNER}: ${name} of shape [${shape.join(', ')}] needs ${count * step} values; it has ${data.length}`,
    );
  }
  const values = data instanceof Int32Array ? data.slice() : Float32Array.from(data);
  return { column: numberRows(values, shape.slice(1)), values };
}

function readArray(name: string, value: unknown): { data: ArrayLike<number>; shape: readonly number[] } {
  if (isTensor(value)) return { data: tensorValues(value), shape: value.shape };
  if (isList(value)) {
    const width = isList(value[0]) ? value[0].length : undefined;
    const rows = width === undefined ? [value] : Array.from(value as ArrayLike<unknown>);
    const isColumn = rows.every(
      (row) => isList(row) && (width === undefined || row.length === width) && everyEntry(row, isNumber),
    );
    if (isColumn) {
      const data = (rows as ArrayLike<number>[]).flatMap((row) => Array.from(row));
      const typed = value instanceof Int32Array ? value : data;
      return { data: typed, shape: width === undefined ? [value.length] : [value.length, width] };
    }
  } else if (typeof value === 'object' && value !== null && 'data' in value && 'shape' in value) {
    const { data, shape } = value as { data: unknown; shape: unknown };
    if (
      isList(data) &&
      everyEntry(data, isNumber) &&
      isList(shape) &&
      shape.length > 0 &&
      everyEntry(shape, isNumber)
    ) {
      return { data: data as ArrayLike<number>, shape: Array.from(shape as ArrayLike<number>) };
    }
  }
  throw invalid(OWNER, name, 'numbers, lists of numbers of one length, { data, shape } or a tensor', value, 'E_TYPE');
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function readWeights(value: unknown, count: number): Float32Array | null {
  if (value === null) return null;
  if (!isList(value) || !everyEntry(value, (weight) => Number.isFinite(weight))) {
    throw invalid(OWNER, 'sampleWeight', 'finite numbers', value, 'E_TYPE');
  }
  if (value.length !== count) {
    throw makeError(
      'E_SHAPE',
      `${OWNER}: x and sampleWeight must have the same length; received ${count} and ${value.length}`,
    );
  }
  return Float32Array.from(value as ArrayLike<number>);
}

/** Both parts must have the same labels, or the model would be judged on classes that it never saw. */
function checkClassSplit({ values }: Column, count: number, { validationSplit }: ParsedOptions): void {
  const split = Math.trunc(count * validationSplit) * (values.length / Math.max(1, count));
  const labels = (from: number, to: number) => [...new Set(values.subarray(from, to))].sort((a, b) => a - b).join();
  if (labels(0, split) !== labels(split, values.length)) {
    throw makeError(
      'E_SPLIT',
      `${OWNER}: training and validation subset have different labels; shuffle the samples, or set ignoreClassSplit`,
    );
  }
}
