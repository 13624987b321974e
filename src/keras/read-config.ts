// What the config of a Keras layer says in our words, where Keras' own versions differ in what the same config means.
import { makeError } from '../errors.js';
import { ownOf } from '../options.js';

/** Class names of arrays, as Keras writes them and as tfjs turns them into camelCase. */
const ARRAYS: ReadonlySet<string> = new Set(['__numpy__', '__tensor__', 'Numpy', 'Tensor']);

const MAX_DEPTH = 64;

/**
 * Config for fromConfig() of the layer class. The result is float32, as every layer of Keras gives it in models and in
 * tf.data. Keras 2 wrote dtypes as strings, Keras 3 writes policy objects; that tells the two apart.
 */
export function readKerasConfig(className: string, config: Record<string, unknown>): Record<string, unknown> {
  const values = Object.entries(plainValues(config) as Record<string, unknown>);
  const own = ownOf(Object.fromEntries(values.filter(([key, value]) => !isLeftOut(key, value))));
  const isKeras2 = typeof own.dtype === 'string';
  own.dtype = 'float32';
  // Keras 2 wrote what it was given: one number for [f, f]. Keras 3 writes pairs.
  if (className === 'RandomContrast' && typeof own.factor === 'number') own.factor = [own.factor, own.factor];
  // Keras 3 tosses one coin for both directions.
  if (className === 'RandomFlip' && isKeras2) own.independent = true;
  if (className === 'Normalization' && Array.isArray(own.axis) && own.axis.length === 0) own.axis = null;
  return own;
}

/** Lists for the arrays and tuples that Keras wraps in objects. */
function plainValues(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw makeError('E_SPEC', `config: values are nested deeper than ${MAX_DEPTH}`);
  if (Array.isArray(value)) return value.map((part) => plainValues(part, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const { class_name, className = class_name, config, items } = ownOf(value as Record<string, unknown>);
  if (className === '__tuple__' || className === 'Tuple') return plainValues(items ?? config, depth + 1);
  if (typeof className === 'string' && ARRAYS.has(className)) return (config as { value?: unknown } | null)?.value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plainValues(part, depth + 1)]));
}

/** What Keras leaves to itself is null, but for an axis, where null is an answer. */
function isLeftOut(key: string, value: unknown): boolean {
  return value === null && key !== 'axis';
}
