// Where an iteration stands, as a few numbers: enough to go on anywhere, because order and draws follow from them.
import { makeError } from '../errors.js';
import { show } from '../options.js';

const VERSION = 1;

/** JSON-able; resumable with another batch size, prefetch or number of shards. */
export interface DatasetState {
  version: number;
  seed: number;
  epoch: number;
  /** Samples of the epoch's global order (over all shards) that are done. */
  position: number;
  /** Samples of the data set over all shards. */
  samples: number;
  /** Identifies list, labels, split and order. */
  fingerprint: string;
}

/** What a state must agree with. */
export type DatasetIdentity = Pick<DatasetState, 'seed' | 'samples' | 'fingerprint'>;

export function makeState(identity: DatasetIdentity, epoch: number, position: number): DatasetState {
  const finished = position >= identity.samples;
  return {
    version: VERSION,
    seed: identity.seed,
    epoch: finished ? epoch + 1 : epoch,
    position: finished ? 0 : position,
    samples: identity.samples,
    fingerprint: identity.fingerprint,
  };
}

/** The epoch and position of `state`. Throws E_STATE with every field that does not belong to this data set. */
export function readState(owner: string, identity: DatasetIdentity, state: unknown): [epoch: number, position: number] {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) {
    throw makeError('E_STATE', `${owner}: state must be an object that state() gave; received ${show(state)}`);
  }
  const given = state as Record<string, unknown>;
  const problems: string[] = [];
  const expected = { version: VERSION, ...identity };
  for (const [field, value] of Object.entries(expected)) {
    if (given[field] !== value)
      problems.push(`${field} is ${show(given[field])} where this data set has ${show(value)}`);
  }
  const { epoch, position } = given;
  if (!isCount(epoch, 2 ** 32 - 1)) problems.push(`epoch is ${show(epoch)}, not an integer within 0..2^32-1`);
  if (!isCount(position, identity.samples)) {
    problems.push(`position is ${show(position)}, not an integer within 0..${identity.samples}`);
  }
  if (problems.length > 0) throw makeError('E_STATE', `${owner}: state does not fit: ${problems.join('; ')}`);
  return position === identity.samples ? [(epoch as number) + 1, 0] : [epoch as number, position as number];
}

function isCount(value: unknown, max: number): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max;
}
