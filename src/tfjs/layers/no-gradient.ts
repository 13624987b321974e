// Image layers have no gradient. tfjs asks an op for one only when a trainable weight lies in front of it, so training
// what comes behind never gets here.
import type { Tensor } from '@tensorflow/tfjs-core';
import { makeError } from '../../errors.js';
import type { Tf } from '../tf.js';

/** `run(input)`, as an op whose gradient is an E_GRADIENT error that names `owner`. */
export function withoutGradient(tf: Tf, owner: string, input: Tensor, run: (input: Tensor) => Tensor): Tensor {
  const op = tf.customGrad((x) => ({
    value: run(x as Tensor),
    gradFunc: () => {
      throw makeError('E_GRADIENT', `${owner}: image layers have no gradient; only layers behind them can be trained`);
    },
  }));
  return op(input);
}
