// What people write in Node today: sharp decodes, ops of tfjs-node do the rest. tfjs-node has no affine map, so this does
// less than the others.
import * as tf from '@tensorflow/tfjs-node';
import sharp from 'sharp';
import { BATCH, normalization, SIZE } from '../../goals/folder.js';
import { filesOf } from '../../jpeg-folder.js';
import type { Job, Prepared } from './peer.js';

export const versions = { sharp: sharp.versions.sharp, 'tfjs-node': tf.version['tfjs-node'] };

async function readImage(file: string): Promise<tf.Tensor3D> {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  return tf.tidy(() => {
    const image = tf.tensor3d(new Uint8Array(data), [info.height, info.width, info.channels], 'int32');
    return tf.image.resizeBilinear(image, [SIZE, SIZE], false, true);
  });
}

async function readBatch(files: readonly string[], add: number): Promise<Float32Array> {
  const images = await Promise.all(files.map(readImage));
  const { center, scale } = normalization;
  const batch = tf.tidy(() => {
    const bright = tf.clipByValue(tf.add(tf.stack(images), add), 0, 255);
    return tf.mul(tf.sub(bright, tf.tensor1d(center)), tf.tensor1d(scale));
  });
  const values = (await batch.data()) as Float32Array;
  tf.dispose([batch, ...images]);
  return values;
}

export function prepare({ folder, steps, threads }: Job): Prepared {
  sharp.concurrency(threads);
  const files = filesOf(folder as string);
  const add = steps[0]?.find((step) => step.kind === 'affine')?.bias[0] ?? 0;
  let batches: Float32Array[] = [];
  return {
    async run() {
      batches = [];
      for (let i = 0; i < files.length; i += BATCH) batches.push(await readBatch(files.slice(i, i + BATCH), add));
    },
    result(index) {
      const size = SIZE * SIZE * 3;
      const at = (index % BATCH) * size;
      return (batches[Math.floor(index / BATCH)] as Float32Array).slice(at, at + size);
    },
  };
}
