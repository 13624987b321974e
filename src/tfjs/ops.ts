// Our two TensorFlow ops, by which tensors change hands without a copy: registered and tried out at first use.
import { createRequire } from 'node:module';
import { DTYPE_CODES, native, type TensorOps } from '../native.js';
import type { Binding, TensorflowBackend } from './engine.js';

/** The ops of a backend, or why there are none. */
export type OpsResult = { ops: TensorOps } | { reason: string };

// A backend without the ops today has none tomorrow: registering again could end the process.
const known = new WeakMap<Binding, OpsResult>();

/** The ops in the TensorFlow of `backend`. */
export function tensorOps({ binding }: TensorflowBackend): OpsResult {
  let result = known.get(binding);
  if (!result) {
    result = register(binding);
    known.set(binding, result);
  }
  return result;
}

function register(binding: Binding): OpsResult {
  const path = pathOf(binding);
  if (path === undefined) return { reason: "the addon of tfjs-node is not among this thread's loaded modules" };
  const ops = native().registerTensorOps(path);
  if ('reason' in ops) return ops;
  try {
    return tryOut(ops, binding) ? { ops } : { reason: 'TensorFlow copied a tensor that it should have shared' };
  } catch (error) {
    return { reason: `TensorFlow did not run the ops: ${(error as Error).message}` };
  }
}

/** Each copy of tfjs-node has an addon of its own, with a TensorFlow of its own where it comes from elsewhere. */
function pathOf(binding: Binding): string | undefined {
  const { cache } = createRequire(import.meta.url);
  return Object.values(cache).find((module) => module?.exports === binding)?.filename;
}

/** Whether a tensor keeps its address on the way in and out. Done below tfjs, which must not notice. */
function tryOut(ops: TensorOps, binding: Binding): boolean {
  const { importTensor, exportTensor, addressOf, Block } = native();
  const block = new Block(64);
  const address = addressOf(block);
  const attributes = [{ name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }];
  const outputs = importTensor(ops.handle, block, [16], DTYPE_CODES.float32, () =>
    binding.executeOp(ops.importOp, attributes, [], 1),
  );
  const { id } = outputs[0] as { id: number };
  try {
    const exported = exportTensor(ops.handle, () => binding.executeOp(ops.exportOp, [], [id], 0));
    const same = addressOf(exported.block) === address && exported.dtype === DTYPE_CODES.float32;
    exported.block.release();
    return same;
  } finally {
    binding.deleteTensor(id);
  }
}
