import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Job, Prepared } from './peer.js';
import { prepareOn } from './tfjs.js';

export const versions = { tfjs: tf.version_core };

setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);

export async function prepare(job: Job): Promise<Prepared> {
  setThreadsCount(job.threads);
  await tf.setBackend('wasm');
  return prepareOn(tf, job);
}
