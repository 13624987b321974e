// TensorFlow ops run through tfjs-node's binding, for kernels that are one op.

import type { Handle, NodeBackend, OpAttr } from './backend.js';
import { castTensor } from './cast.js';
import type { TensorInfo } from './engine.js';

/** An input of an op: a tensor, a tensor whose int32 values the op wants as int64, or one int32 number. */
export type OpInput = TensorInfo | { int64: TensorInfo } | { number: number };

const TYPES: Readonly<Record<string, 'TF_FLOAT' | 'TF_INT32' | 'TF_BOOL' | 'TF_STRING'>> = {
  float32: 'TF_FLOAT',
  int32: 'TF_INT32',
  bool: 'TF_BOOL',
  string: 'TF_STRING',
};

export class OpRunner {
  constructor(private readonly backend: NodeBackend) {}

  type(name: string, { dtype }: Pick<TensorInfo, 'dtype'>): OpAttr {
    const { binding } = this.backend;
    return { name, type: binding.TF_ATTR_TYPE, value: binding[TYPES[dtype] ?? 'TF_FLOAT'] };
  }

  bool(name: string, value: unknown): OpAttr {
    return { name, type: this.backend.binding.TF_ATTR_BOOL, value: Boolean(value) };
  }

  text(name: string, value: string): OpAttr {
    return { name, type: this.backend.binding.TF_ATTR_STRING, value };
  }

  int(name: string, value: number | readonly number[]): OpAttr {
    return { name, type: this.backend.binding.TF_ATTR_INT, value };
  }

  /** Runs the op; int64 results become int32, the only integers of tfjs. */
  run(name: string, attrs: readonly OpAttr[], inputs: readonly OpInput[], outputs: number): TensorInfo[] {
    const { backend } = this;
    const temporary: number[] = [];
    try {
      const ids = inputs.map((input) => this.inputId(input, temporary));
      const handles = backend.binding.executeOp(name, attrs, ids, outputs);
      return handles.map((handle) => backend.createOutputTensor(this.narrow(handle)));
    } finally {
      for (const id of temporary) backend.binding.deleteTensor(id);
    }
  }

  private inputId(input: OpInput, temporary: number[]): number {
    const { binding } = this.backend;
    if ('dataId' in input) return this.backend.getInputTensorIds([input])[0] as number;
    const id =
      'number' in input
        ? binding.createTensor([], binding.TF_INT32, Int32Array.of(input.number))
        : castTensor(binding, this.inputId(input.int64, temporary), binding.TF_INT32, binding.TF_INT64).id;
    temporary.push(id);
    return id;
  }

  private narrow(handle: Handle): Handle {
    const { binding } = this.backend;
    if (handle.dtype !== binding.TF_INT64) return handle;
    try {
      return castTensor(binding, handle.id, binding.TF_INT64, binding.TF_INT32);
    } finally {
      binding.deleteTensor(handle.id);
    }
  }
}
