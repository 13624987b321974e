// What the config of a Keras layer says in our words, where Keras' own versions differ in what the same config means.
import { ownOf } from '../options.js';

/** Class names of arrays, as Keras writes them and as tfjs turns them into camelCase. */
const ARRAYS: ReadonlySet<string> = new Set(['__numpy__', '__tensor__', 'Numpy', 'Tensor']);

/**
 * Config for fromConfig() of the layer class. The result is float32, as every layer of Keras gives it in models and in
 * tf.data. Keras 2 wrote dtypes as strings, Keras 3 writes policy objects; that tells the two apart.
 */
export function readKerasConfig(className: string, config: Record<string, unknown>): Record<string, unknown> {
  const own = ownOf(plainValues(config) as Record<string, unknown>);
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
function plainValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValues);
  if (typeof value !== 'object' || value === null) return value;
  const { class_name, className = class_name, config, items } = value as Record<string, unknown>;
  if (className === '__tuple__' || className === 'Tuple') return plainValues(items ?? config);
  if (typeof className === 'string' && ARRAYS.has(className)) return (config as { value?: unknown } | null)?.value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plainValues(part)]));
}
