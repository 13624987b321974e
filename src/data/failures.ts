// What happens to samples that cannot be read, such that the order of the others and their draws stay the same.
import { ImagePipelineError, makeError } from '../errors.js';
import { invalid } from '../options.js';
import type { Image } from '../types.js';

/**
 * 'throw' ends the iteration with an error that names file and index; the next iteration works.
 * 'skip' leaves the sample out of its batch; a batch that loses all its samples is left out.
 * 'substitute' fills the slot with pixels, label, mask, boxes, keypoints, path and index of the nearest readable sample
 * that follows in the batch, else of the nearest before it; with none the batch is left out.
 */
export type FailureAction = 'throw' | 'skip' | 'substitute';

export interface SampleIdentity {
  /** File, or '' for an image in memory. */
  path: string;
  /** Position in the whole, unshuffled list; the row for data frames. */
  index: number;
}

/**
 * Decides for one sample; an Image takes the sample's place, with the sample's label and draws, and with its mask, boxes
 * and keypoints, which must fit. Called in order within a batch; batches are prefetched, and theirs may come in between.
 */
export type FailureHandler = (
  error: unknown,
  sample: SampleIdentity,
) => FailureAction | Image | Promise<FailureAction | Image>;

export type OnError = FailureAction | FailureHandler;

/** The error of a sample with its file and index; the original is the cause. */
export function locate(owner: string, error: unknown, { path, index }: SampleIdentity): unknown {
  if (!(error instanceof ImagePipelineError)) return error;
  if (error.index === index && (error.path ?? '') === path) return error;
  const place = path === '' ? `image ${index}` : JSON.stringify(path);
  const named = path !== '' && error.message.includes(path);
  const message = named ? error.message : `${owner}: ${place}: ${error.message}`;
  return makeError(error.code, message, { ...(path === '' ? {} : { path }), index, cause: error });
}

/** Asks `onError` what to do. */
export async function decide(
  owner: string,
  onError: OnError,
  error: unknown,
  sample: SampleIdentity,
): Promise<FailureAction | Image> {
  if (typeof onError !== 'function') return onError;
  const action = await onError(error, { ...sample });
  if (action === 'throw' || action === 'skip' || action === 'substitute') return action;
  if (typeof action === 'object' && action !== null && 'data' in action && 'shape' in action) return action;
  throw invalid(owner, 'the result of onError', "'throw', 'skip', 'substitute' or an image", action, 'E_HOOK_RESULT');
}

/** For each slot the slot to take its contents from; -1 = leave out. `wanted` are the slots to substitute. */
export function substitutes(readable: readonly boolean[], wanted: readonly boolean[]): number[] {
  const sources = readable.map((ok, slot) => (ok ? slot : -1));
  const after = [...sources];
  for (let slot = after.length - 2; slot >= 0; slot--) {
    if (after[slot] === -1) after[slot] = after[slot + 1] as number;
  }
  let before = -1;
  return sources.map((source, slot) => {
    if (source !== -1) before = source;
    if (source !== -1 || !wanted[slot]) return source;
    return after[slot] === -1 ? before : (after[slot] as number);
  });
}
