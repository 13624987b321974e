// Reads a layer's config as this library or Keras wrote it.
import { invalid } from '../options.js';

/** Keys of Keras configs that say nothing here. */
const KERAS_ONLY: ReadonlySet<string> = new Set([
  'trainable',
  'built',
  'batchInputShape',
  'boundingBoxFormat',
  'autoVectorize',
  'rngType',
  'forceGenerator',
]);

/** Constructor options out of a config: camelCase keys, without what only Keras means. Values are not checked yet. */
export function readConfig<Options>(owner: string, config: unknown): Options {
  if (config === undefined || config === null) return {} as Options;
  if (typeof config !== 'object' || Array.isArray(config))
    throw invalid(owner, 'config', 'an object', config, 'E_TYPE');
  const options: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(config)) {
    const name = camelCase(key);
    if (!KERAS_ONLY.has(name) && !isKerasDefault(name, value)) options[name] = value;
  }
  return options as Options;
}

function camelCase(key: string): string {
  return key.replace(/([a-z0-9])_([a-z0-9])/g, (_, before: string, after: string) => before + after.toUpperCase());
}

/** Settings of Keras that mean our default: a dtype policy object, no name, and channels-last on layers without it. */
function isKerasDefault(name: string, value: unknown): boolean {
  if (name === 'dtype') return value === null || typeof value === 'object';
  if (name === 'name') return value === null;
  return name === 'dataFormat' && (value === null || value === 'channels_last' || value === 'channelsLast');
}
