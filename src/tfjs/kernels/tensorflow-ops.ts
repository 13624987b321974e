// Kernels that tfjs has and tfjs-node lacks, each the TensorFlow op of the same meaning.

import { invalid } from '../../options.js';
import { type KernelCall, kernelConfig } from '../backend.js';
import type { TensorInfo } from '../engine.js';
import { type OpInput, OpRunner } from '../op.js';

type Run = (op: OpRunner, inputs: Record<string, TensorInfo>, attrs: Record<string, unknown>) => TensorInfo[];

const INT32 = { dtype: 'int32' } as const;

/** Kernels with one result return it alone. */
const one = (name: string, run: Run) =>
  kernelConfig(name, ({ inputs, attrs, backend }: KernelCall) => {
    return run(new OpRunner(backend), inputs, attrs)[0] as TensorInfo;
  });

const several = (name: string, run: Run) =>
  kernelConfig(name, ({ inputs, attrs, backend }: KernelCall) => run(new OpRunner(backend), inputs, attrs));

const int64 = (tensor: TensorInfo | undefined): OpInput => ({ int64: tensor as TensorInfo });

/** The named inputs, in this order. */
function pick<K extends string>(inputs: Record<string, TensorInfo>, ...names: K[]): TensorInfo[] {
  return names.map((name) => inputs[name] as TensorInfo);
}

const bitwiseAnd = one('BitwiseAnd', (op, inputs) => {
  const [a, b] = pick(inputs, 'a', 'b') as [TensorInfo, TensorInfo];
  return op.run('BitwiseAnd', [op.type('T', a)], [a, b], 1);
});

const denseBincount = one('DenseBincount', (op, inputs, { size, binaryOutput }) => {
  const [x, weights] = pick(inputs, 'x', 'weights') as [TensorInfo, TensorInfo];
  const attrs = [op.type('Tidx', x), op.type('T', weights), op.bool('binary_output', binaryOutput)];
  return op.run('DenseBincount', attrs, [x, { number: size as number }, weights], 1);
});

const searchSorted = one('SearchSorted', (op, inputs, { side }) => {
  const [sequence, values] = pick(inputs, 'sortedSequence', 'values') as [TensorInfo, TensorInfo];
  const attrs = [op.type('T', sequence), op.type('out_type', INT32)];
  return op.run(side === 'left' ? 'LowerBound' : 'UpperBound', attrs, [sequence, values], 1);
});

function poolSize(name: string, value: unknown): number[] {
  const [height, width] = Array.isArray(value) ? value : [value, value];
  if (Number.isSafeInteger(height) && Number.isSafeInteger(width)) return [1, height, width, 1];
  throw invalid('MaxPoolWithArgmax', name, 'a whole number or a pair of them', value, 'E_SIZE');
}

const maxPoolWithArgmax = several('MaxPoolWithArgmax', (op, inputs, attrs) => {
  const [x] = pick(inputs, 'x') as [TensorInfo];
  const padding = attrs.pad === 0 ? 'valid' : attrs.pad;
  if (padding !== 'valid' && padding !== 'same') {
    throw invalid('MaxPoolWithArgmax', 'pad', "'same' or 'valid', as TensorFlow has it", attrs.pad, 'E_ENUM');
  }
  const opAttrs = [
    op.type('T', x),
    op.type('Targmax', INT32),
    op.int('ksize', poolSize('filterSize', attrs.filterSize)),
    op.int('strides', poolSize('strides', attrs.strides)),
    op.text('padding', padding.toUpperCase()),
    op.bool('include_batch_in_index', attrs.includeBatchInIndex),
  ];
  return op.run('MaxPoolWithArgmax', opAttrs, [x], 2);
});

const raggedGather = several('RaggedGather', (op, inputs, { outputRaggedRank }) => {
  const splits = inputs.paramsNestedSplits as unknown as TensorInfo[];
  const [values, indices] = pick(inputs, 'paramsDenseValues', 'indices') as [TensorInfo, TensorInfo];
  const attrs = [
    op.type('Tvalues', values),
    op.type('Tindices', indices),
    op.type('Tsplits', INT32),
    op.int('PARAMS_RAGGED_RANK', splits.length),
    op.int('OUTPUT_RAGGED_RANK', outputRaggedRank as number),
  ];
  return op.run('RaggedGather', attrs, [...splits, values, indices], (outputRaggedRank as number) + 1);
});

const raggedRange = several('RaggedRange', (op, inputs) => {
  const [starts, limits, deltas] = pick(inputs, 'starts', 'limits', 'deltas') as [TensorInfo, TensorInfo, TensorInfo];
  return op.run('RaggedRange', [op.type('T', starts), op.type('Tsplits', INT32)], [starts, limits, deltas], 2);
});

const sparseFillEmptyRows = several('SparseFillEmptyRows', (op, inputs) => {
  const [values, defaultValue] = pick(inputs, 'values', 'defaultValue') as [TensorInfo, TensorInfo];
  const ids = [int64(inputs.indices), values, int64(inputs.denseShape), defaultValue];
  return op.run('SparseFillEmptyRows', [op.type('T', values)], ids, 4);
});

const sparseReshape = several('SparseReshape', (op, inputs) =>
  op.run('SparseReshape', [], [int64(inputs.inputIndices), int64(inputs.inputShape), int64(inputs.newShape)], 2),
);

const sparseSegment = (name: 'SparseSegmentMean' | 'SparseSegmentSum') =>
  one(name, (op, inputs) => {
    const [data, indices, ids] = pick(inputs, 'data', 'indices', 'segmentIds') as [TensorInfo, TensorInfo, TensorInfo];
    const attrs = [op.type('T', data), op.type('Tidx', INT32), op.type('Tsegmentids', INT32)];
    return op.run(name, attrs, [data, indices, ids], 1);
  });

const stringNGrams = several('StringNGrams', (op, inputs, attrs) => {
  const opAttrs = [
    op.text('separator', attrs.separator as string),
    op.int('ngram_widths', attrs.nGramWidths as number[]),
    op.text('left_pad', attrs.leftPad as string),
    op.text('right_pad', attrs.rightPad as string),
    op.int('pad_width', attrs.padWidth as number),
    op.bool('preserve_short_sequences', attrs.preserveShortSequences),
    op.type('Tsplits', INT32),
  ];
  return op.run('StringNGrams', opAttrs, pick(inputs, 'data', 'dataSplits'), 2);
});

const stringSplit = several('StringSplit', (op, inputs, { skipEmpty }) =>
  op.run('StringSplit', [op.bool('skip_empty', skipEmpty)], pick(inputs, 'input', 'delimiter'), 3),
);

const stringToHashBucketFast = one('StringToHashBucketFast', (op, inputs, { numBuckets }) =>
  op.run('StringToHashBucketFast', [op.int('num_buckets', numBuckets as number)], pick(inputs, 'input'), 1),
);

export const TENSORFLOW_OPS = [
  bitwiseAnd,
  denseBincount,
  maxPoolWithArgmax,
  raggedGather,
  raggedRange,
  searchSorted,
  sparseFillEmptyRows,
  sparseReshape,
  sparseSegment('SparseSegmentMean'),
  sparseSegment('SparseSegmentSum'),
  stringNGrams,
  stringSplit,
  stringToHashBucketFast,
];
