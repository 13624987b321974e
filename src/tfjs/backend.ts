// The part of tfjs and of tfjs-node's backend that the kernels use.
import type { KernelConfig } from '@tensorflow/tfjs-core';
import type { Binding, TensorInfo } from './engine.js';

/** Any copy of tfjs: `@tensorflow/tfjs-node`, `@tensorflow/tfjs` or `@tensorflow/tfjs-core`. */
export type Tfjs = Pick<
  typeof import('@tensorflow/tfjs-core'),
  'engine' | 'getKernel' | 'registerKernel' | 'unregisterKernel' | 'image'
>;

/** Name under which tfjs-node registers its backend. */
export const BACKEND = 'tensorflow';

/** A tensor of TensorFlow, until deleteTensor(). */
export interface Handle {
  id: number;
  shape: number[];
  dtype: number;
}

export interface OpAttr {
  name: string;
  type: number;
  value: unknown;
}

/** tfjs-node's backend; what its types call private has been there since 1.0. */
export interface NodeBackend {
  binding: Binding & {
    TF_ATTR_STRING: number;
    TF_ATTR_INT: number;
    TF_INT64: number;
    TF_STRING: number;
    TF_BOOL: number;
    createTensor(shape: readonly number[], dtype: number, values: unknown): number;
    executeOp(name: string, attrs: readonly OpAttr[], inputIds: readonly number[], outputs: number): Handle[];
  };
  readSync(dataId: object): unknown;
  getInputTensorIds(inputs: readonly TensorInfo[]): number[];
  createOutputTensor(handle: Handle): TensorInfo;
}

/** What tfjs calls a kernel with. `inputs` holds lists of tensors too, whatever its type says. */
export interface KernelCall {
  inputs: Record<string, TensorInfo>;
  attrs: Record<string, unknown>;
  backend: NodeBackend;
}

/** Gives a tensor or tensors, in the eyes of tfjs. */
export type KernelFunction = (call: KernelCall) => object;

/** A kernel of ours as tfjs registers it. */
export function kernelConfig(kernelName: string, kernelFunc: KernelFunction): KernelConfig {
  return { kernelName, backendName: BACKEND, kernelFunc: kernelFunc as unknown as KernelConfig['kernelFunc'] };
}
