import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Job, Prepared } from './peer.js';
import { prepareOn } from './tfjs.js';

export const versions = { tfjs: tf.version_core };

export async function prepare(job: Job): Promise<Prepared> {
  await tf.setBackend('cpu');
  return prepareOn(tf, job);
}
