import * as tf from '@tensorflow/tfjs-node';
import type { Job, Prepared } from './peer.js';
import { prepareOn } from './tfjs.js';

export const versions = { 'tfjs-node': tf.version['tfjs-node'] };

export const prepare = (job: Job): Prepared => prepareOn(tf, job);
