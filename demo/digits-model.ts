// A small convolutional network and its training loop.
import * as tf from '@tensorflow/tfjs-node';
import type { ImageDataset } from '../src/index.js';
import { DIGIT_SIDE } from './digits-data.js';
import { percent, type Reporter } from './reporter.js';

const INIT_SEED = 7;
const CLASSES = 10;

/** The same initial weights every time, so that two trainings differ in their data only. */
export function buildModel(): tf.Sequential {
  const kernelInitializer = tf.initializers.heNormal({ seed: INIT_SEED });
  const conv = { activation: 'relu', kernelInitializer } as const;
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ ...conv, kernelSize: 5, filters: 8, inputShape: [DIGIT_SIDE, DIGIT_SIDE, 1] }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ ...conv, kernelSize: 3, filters: 16 }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 64, activation: 'relu', kernelInitializer }),
      tf.layers.dense({ units: CLASSES, activation: 'softmax', kernelInitializer }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.002), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

/** Trains and returns the seconds of one epoch, data included. */
export async function train(
  title: string,
  model: tf.Sequential,
  dataset: ImageDataset,
  epochs: number,
  reporter: Reporter,
): Promise<number> {
  const batches = dataset.size;
  const task = reporter.task(title, epochs * batches);
  const start = performance.now();
  let epoch = 0;
  let accuracy = '';
  await model.fitDataset(dataset, {
    epochs,
    verbose: 0,
    callbacks: {
      onBatchEnd: async (batch) => task.update(epoch * batches + batch + 1, accuracy),
      onEpochEnd: async (finished, logs) => {
        epoch = finished + 1;
        accuracy = `training accuracy ${percent(logs?.acc ?? 0)}`;
      },
    },
  });
  const secondsPerEpoch = (performance.now() - start) / 1000 / epochs;
  task.finish(`${accuracy}, ${secondsPerEpoch.toFixed(1)} s an epoch`);
  return secondsPerEpoch;
}

export async function accuracyOn(model: tf.Sequential, dataset: ImageDataset): Promise<number> {
  const [loss, accuracy] = (await model.evaluateDataset(dataset, {})) as tf.Scalar[];
  const [value] = await (accuracy as tf.Scalar).data();
  tf.dispose([loss, accuracy] as tf.Tensor[]);
  return value as number;
}
