// Class numbers as the labels of a class mode.
import { classLabels, type LabelColumn, rawLabels } from '../data/labels.js';
import type { Compat } from './options.js';

export type ClassMode = 'categorical' | 'binary' | 'sparse';

/** keras-preprocessing gives the numbers of 'binary' and 'sparse' as float32 of shape [b], and does not count classes. */
export function labelsOf(
  owner: string,
  mode: ClassMode,
  classes: Int32Array,
  classNames: readonly string[],
  compat: Compat | null,
): LabelColumn {
  if (mode === 'categorical' || compat === null) {
    return classLabels(owner, mode === 'sparse' ? 'int' : mode, classes, classNames);
  }
  return rawLabels(Float32Array.from(classes), undefined);
}
