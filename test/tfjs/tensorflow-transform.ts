// TensorFlow's own ImageProjectiveTransformV3, called past tfjs: the oracle of tf.image.transform.
import * as tf from '@tensorflow/tfjs-node';

interface Attr {
  name: string;
  type: number;
  value: unknown;
}

interface Backend {
  binding: { TF_ATTR_TYPE: number; TF_ATTR_STRING: number; TF_FLOAT: number; TF_INT32: number };
  executeSingleOutput(name: string, attrs: Attr[], inputs: tf.Tensor[]): tf.Tensor;
}

export interface TransformCase {
  image: tf.Tensor4D;
  transforms: tf.Tensor2D;
  interpolation: 'nearest' | 'bilinear';
  fillMode: 'constant' | 'nearest' | 'reflect' | 'wrap';
  fillValue: number;
  size: [number, number];
}

export function tensorflowTransform(given: TransformCase): Float32Array | Int32Array {
  const backend = tf.backend() as unknown as Backend;
  const { binding } = backend;
  const text = (name: string, value: string) => ({ name, type: binding.TF_ATTR_STRING, value: value.toUpperCase() });
  const type = given.image.dtype === 'int32' ? binding.TF_INT32 : binding.TF_FLOAT;
  return tf.tidy(() =>
    backend
      .executeSingleOutput(
        'ImageProjectiveTransformV3',
        [
          { name: 'dtype', type: binding.TF_ATTR_TYPE, value: type },
          text('interpolation', given.interpolation),
          text('fill_mode', given.fillMode),
        ],
        [given.image, given.transforms, tf.tensor1d(given.size, 'int32'), tf.scalar(given.fillValue)],
      )
      .dataSync(),
  ) as Float32Array | Int32Array;
}
