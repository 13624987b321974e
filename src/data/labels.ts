// Labels of a list of samples and their encoding for the samples of one batch.
import { makeError } from '../errors.js';
import { valueCount } from '../memory.js';

/** Labels of one batch: row-major `data` of `shape`, whose first dimension counts samples. */
export interface LabelBatch {
  data: Int32Array | Float32Array;
  shape: number[];
}

/** The labels of every sample of a list. */
export interface LabelColumn {
  /** Labels of the samples at `positions` of the list. */
  gather(positions: readonly number[]): LabelBatch;
}

/** Labels of the samples at `positions`, of one column or of several. */
export function gatherLabels(
  labels: LabelColumn | readonly LabelColumn[],
  positions: readonly number[],
): LabelBatch | LabelBatch[] {
  return 'gather' in labels ? labels.gather(positions) : labels.map((column) => column.gather(positions));
}

/** Class numbers as int32 of shape [b]. */
export function intLabels(classes: Int32Array): LabelColumn {
  return {
    gather: (positions) => ({
      data: Int32Array.from(positions, (position) => classes[position] as number),
      shape: [positions.length],
    }),
  };
}

/** Classes 0 and 1 as float32 of shape [b, 1]. */
export function binaryLabels(classes: Int32Array): LabelColumn {
  return {
    gather: (positions) => ({
      data: Float32Array.from(positions, (position) => classes[position] as number),
      shape: [positions.length, 1],
    }),
  };
}

/** One-hot rows, or several ones in a row for samples with several classes, as float32 of shape [b, classCount]. */
export function categoricalLabels(classesOf: (position: number) => Iterable<number>, classCount: number): LabelColumn {
  return {
    gather(positions) {
      const data = new Float32Array(positions.length * classCount);
      positions.forEach((position, row) => {
        for (const index of classesOf(position)) data[row * classCount + index] = 1;
      });
      return { data, shape: [positions.length, classCount] };
    },
  };
}

/** Numbers as they are: float32 of shape [b], or [b, width] where samples have lists. */
export function rawLabels(values: Float32Array, width: number | undefined): LabelColumn {
  return numberRows(values, width === undefined ? [] : [width]);
}

/** Rows of numbers as they are, of shape [b, ...rowShape]. */
export function numberRows(values: Float32Array | Int32Array, rowShape: readonly number[]): LabelColumn {
  const step = valueCount(rowShape);
  return {
    gather(positions) {
      const data = new (values.constructor as Float32ArrayConstructor)(positions.length * step);
      positions.forEach((position, row) => {
        data.set(values.subarray(position * step, (position + 1) * step), row * step);
      });
      return { data, shape: [positions.length, ...rowShape] };
    },
  };
}

/** The column for one class number per sample; `mode` is 'int', 'binary' or 'categorical'. */
export function classLabels(
  owner: string,
  mode: 'int' | 'binary' | 'categorical',
  classes: Int32Array,
  classNames: readonly string[],
): LabelColumn {
  if (mode === 'int') return intLabels(classes);
  if (mode === 'categorical') {
    return categoricalLabels((position) => [classes[position] as number], classNames.length);
  }
  requireTwoClasses(owner, classNames);
  return binaryLabels(classes);
}

export function requireTwoClasses(owner: string, classNames: readonly string[]): void {
  if (classNames.length === 2) return;
  const listed = classNames.slice(0, 10).map((name) => JSON.stringify(name));
  throw makeError(
    'E_LABEL',
    `${owner}: mode 'binary' needs exactly 2 classes; found ${classNames.length} (${listed.join(', ')})`,
  );
}
