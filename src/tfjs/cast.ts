// TensorFlow's Cast, on tensors of the binding that tfjs does not see.
import type { Binding } from './engine.js';

/** A new tensor with the values of tensor `id`, converted; the caller deletes it. Types are those of the binding. */
export function castTensor<B extends Binding>(binding: B, id: number, from: number, to: number) {
  const attributes = [
    { name: 'SrcT', type: binding.TF_ATTR_TYPE, value: from },
    { name: 'DstT', type: binding.TF_ATTR_TYPE, value: to },
    { name: 'Truncate', type: binding.TF_ATTR_BOOL, value: false },
  ];
  return binding.executeOp('Cast', attributes, [id], 1)[0] as ReturnType<B['executeOp']>[number];
}
