// Custom functions between native segments: what they are given and what they must return.
import type { FunctionSegment } from './assemble.js';
import { makeError } from './errors.js';
import type { Group } from './groups.js';
import { type Batch, readInput } from './input.js';
import { toArray } from './memory.js';
import { sampleIndex } from './numbers.js';
import type { RunOptions } from './run-options.js';
import type { Image } from './types.js';

function callFunction({ layer }: FunctionSegment, { batch, offset, owned }: Group, options: RunOptions): unknown {
  const [, height, width, channels] = batch.shape;
  const { key, training, signal } = options;
  // The function may write to its image, so it never gets the caller's memory.
  const pixels = toArray(batch.data, batch.dtype);
  const image: Image = {
    data: owned || pixels !== batch.data ? pixels : pixels.slice(),
    shape: [height, width, channels],
  };
  const context = {
    index: sampleIndex(key, offset),
    epoch: key.epoch,
    view: key.view ?? 0,
    training,
    ...(signal ? { signal } : {}),
  };
  return layer.function(image, context);
}

function readResult(owner: string, result: unknown): Batch {
  try {
    const { batch, container } = readInput(owner, result);
    if (container === 'image') return batch;
  } catch (cause) {
    throw makeError('E_HOOK_RESULT', `${owner}: a custom function must return an image { data, shape: [h, w, c] }`, {
      cause,
    });
  }
  throw makeError('E_HOOK_RESULT', `${owner}: a custom function must return one image { data, shape: [h, w, c] }`);
}

function emptyBatch(batch: Batch): Batch {
  return { ...batch, data: toArray(batch.data, batch.dtype) };
}

export async function callAsync(segment: FunctionSegment, group: Group, options: RunOptions): Promise<Batch> {
  if (group.batch.shape[0] === 0) return emptyBatch(group.batch);
  options.signal?.throwIfAborted();
  return readResult(options.owner, await callFunction(segment, group, options));
}

export function callSync(segment: FunctionSegment, group: Group, options: RunOptions): Batch {
  if (group.batch.shape[0] === 0) return emptyBatch(group.batch);
  const result = callFunction(segment, group, options);
  if (result instanceof Promise) {
    throw makeError(
      'E_HOOK_RESULT',
      `${options.owner}: a custom function returned a promise; use apply() instead of applySync()`,
    );
  }
  return readResult(options.owner, result);
}
