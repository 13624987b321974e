// Ending at once when a signal says so, with work of a layer that cannot be stopped and runs on.
import type { Device } from '../device.js';
import type { AdaptableLayer, AdaptState } from '../layers/layer.js';

/** Undoing what a layer still does after adapt() was aborted. */
const late = new WeakMap<AdaptableLayer, Promise<void>>();

/** What `work` becomes, or the signal's reason as soon as it aborts; `work` then runs on unheard. */
export async function unlessAborted<T>(work: T | Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  signal?.throwIfAborted();
  if (!signal || !(work instanceof Promise)) return work;
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** setState(); after an abort the layer gets back what it had when the work ends. */
export async function setStateUnlessAborted(
  layer: AdaptableLayer,
  state: AdaptState,
  device: Device,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const restore = layer.snapshot();
  const work = layer.setState(state, device);
  try {
    await unlessAborted(work, signal);
  } catch (error) {
    if (work instanceof Promise) late.set(layer, work.then(restore, restore));
    throw error;
  }
}

/** Waits until no layer changes any more because of an earlier call that was aborted. */
export async function whenUndone(layers: readonly AdaptableLayer[]): Promise<void> {
  for (const layer of layers) await late.get(layer);
}
