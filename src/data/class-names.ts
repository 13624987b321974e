// The option classNames, under whatever name.
import { makeError } from '../errors.js';
import { everyEntry, invalid, show } from '../options.js';

/** The names in the order given, or null when the caller gave none. */
export function parseClassNames(owner: string, value: unknown, name = 'classNames'): readonly string[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value) || value.length === 0 || !everyEntry(value, (entry) => typeof entry === 'string')) {
    throw invalid(owner, name, 'an array of names', value, 'E_TYPE');
  }
  const repeated = value.find((entry, index) => value.indexOf(entry) !== index);
  if (repeated !== undefined) throw makeError('E_DUP_CLASS', `${owner}: ${name} has ${show(repeated)} twice`);
  return [...value];
}
