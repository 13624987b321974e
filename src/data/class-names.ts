// The option classNames.
import { makeError } from '../errors.js';
import { everyEntry, invalid, show } from '../options.js';

/** The names in the order given, or null when the caller gave none. */
export function parseClassNames(owner: string, value: unknown): readonly string[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value) || value.length === 0 || !everyEntry(value, (name) => typeof name === 'string')) {
    throw invalid(owner, 'classNames', 'an array of names', value, 'E_TYPE');
  }
  const repeated = value.find((name, index) => value.indexOf(name) !== index);
  if (repeated !== undefined) throw makeError('E_DUP_CLASS', `${owner}: classNames has ${show(repeated)} twice`);
  return [...value];
}
