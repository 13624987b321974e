// What is used of tfjs, found where it keeps itself for all its copies: nothing of tfjs is imported, not even types.
import { makeError } from '../errors.js';
import type { PixelArray } from '../types.js';

/** What tfjs gives to kernels: a tensor without methods. */
export interface TensorInfo {
  readonly dataId: object;
  readonly shape: readonly number[];
  readonly dtype: string;
}

/** The part of tf.Tensor that is used here. */
export interface TensorLike {
  readonly shape: number[];
  readonly dtype: string;
  readonly isDisposed: boolean;
  dataSync(): PixelArray;
  data(): Promise<PixelArray>;
  dispose(): void;
}

/** A backend of any kind. */
export interface Backend {
  readSync(dataId: object): unknown;
}

interface OpAttribute {
  name: string;
  type: number;
  value: number | boolean;
}

/** tfjs-node's own addon. */
export interface Binding {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_UINT8: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_BOOL: number;
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): { id: number }[];
  tensorDataSync(id: number): unknown;
  deleteTensor(id: number): void;
}

/** The backend of tfjs-node. */
export interface TensorflowBackend extends Backend {
  readonly binding: Binding;
  /** Private in tfjs-node: where `values` is set, TensorFlow has not seen the tensor yet. */
  readonly tensorMap?: {
    has(dataId: object): boolean;
    get(dataId: object): { values: unknown; dtype: number; id: number };
  };
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: readonly TensorInfo[]): TensorLike;
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: readonly TensorInfo[],
    count: number,
  ): unknown;
}

export interface Engine {
  readonly backendName: string;
  /** Initializes a backend where there is none yet. */
  readonly backend: Backend;
  readonly backendInstance: Backend | null | undefined;
  readonly state: { readonly tensorInfo: { get(dataId: object): { readonly backend: Backend } | undefined } };
  makeTensor(values: PixelArray, shape: readonly number[], dtype: string): TensorLike;
}

/** The engine of this thread's tfjs; undefined before any tfjs has been imported. */
export function findEngine(): Engine | undefined {
  return (globalThis as { _tfengine?: Engine })._tfengine;
}

/** findEngine() that throws E_TFJS_MISSING. */
export function engine(): Engine {
  const found = findEngine();
  if (found) return found;
  throw makeError('E_TFJS_MISSING', "tensors need tfjs: import '@tensorflow/tfjs-node' (or another tfjs) first");
}

/** Told by what it can do, because it can be registered under any name. */
export function isTensorflow(backend: Backend): backend is TensorflowBackend {
  const { binding, executeSingleOutput, executeMultipleOutputs } = backend as Partial<TensorflowBackend>;
  return (
    typeof binding?.executeOp === 'function' &&
    typeof executeSingleOutput === 'function' &&
    typeof executeMultipleOutputs === 'function'
  );
}
