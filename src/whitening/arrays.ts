// Arrays in configs: base64 text in JSON, or the arrays themselves where a file beside it holds them.
import { arrayOfText, textOfArray } from '../array-text.js';
import { makeError } from '../errors.js';
import type { LayerWeight } from '../layers/layer.js';
import { valueCount } from '../memory.js';
import type { WhiteningArrays } from './fitted.js';

/** Longer texts than V8 can hold are not worth the attempt. */
const MAX_CONFIG_BYTES = 256 * 2 ** 20;

const CONSTRUCTORS = { float32: Float32Array, float64: Float64Array } as const;

/** Each weight as the base64 text of its little-endian values. @throws LimitError when that would not fit into a text. */
export function arraysToConfig(owner: string, weights: readonly LayerWeight[]): Record<string, string> {
  const bytes = weights.reduce((sum, { dtype, shape }) => {
    return sum + valueCount(shape) * CONSTRUCTORS[dtype].BYTES_PER_ELEMENT;
  }, 0);
  if (bytes > MAX_CONFIG_BYTES) {
    const size = (bytes / 1e9).toFixed(1);
    throw makeError('E_OVERFLOW', `${owner}: ${size} GB are too large for a config; use save() of the pipeline`);
  }
  return Object.fromEntries(weights.map(({ name, shape, rows }) => [name, textOfArray(rows(0, shape[0] as number))]));
}

/** The arrays that `weights` describe out of a config: texts of arraysToConfig(), typed arrays, or lists of numbers. */
export function arraysFromConfig(
  owner: string,
  config: Record<string, unknown>,
  weights: readonly Omit<LayerWeight, 'rows'>[],
): WhiteningArrays {
  return Object.fromEntries(
    weights.map(({ name, dtype, shape }) => {
      const data = toArray(config[name], CONSTRUCTORS[dtype]);
      if (data !== undefined && data.length === valueCount(shape)) return [name, { shape, data }];
      throw makeError('E_CONFIG', `${owner}: ${name} must have ${valueCount(shape)} ${dtype} values`);
    }),
  );
}

function toArray(value: unknown, type: Float32ArrayConstructor | Float64ArrayConstructor) {
  if (value instanceof type) return value;
  if (typeof value === 'string') return arrayOfText(value, type);
  return Array.isArray(value) && value.every((entry) => typeof entry === 'number') ? type.from(value) : undefined;
}
