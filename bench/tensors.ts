// What tensors of tfjs-node cost on their way in and out: one Export, one Import, and whole calls against the way through
// arrays (dataSync(), typed arrays, tf.tensor4d()).
//   tsx bench/tensors.ts [--quick]
// Results are compared before anything is timed.
import * as tf from '@tensorflow/tfjs-node';
import { capabilities, configure, type ImageBatch, ImagePipeline, RandomFlip, Rescaling } from '../src/index.js';
import { importTensor, readTensor, tensorMemory } from '../src/tfjs/bridge.js';
import type { BatchShape } from '../src/types.js';
import type { Contender } from './contenders/contender.js';
import { machineLine, pinToCpu } from './machine.js';
import { measure, QUICK, THOROUGH } from './measure.js';
import { block, header } from './report.js';

const SHAPES: readonly BatchShape[] = [
  [1, 8, 8, 3],
  [1, 224, 224, 3],
  [32, 224, 224, 3],
];
const effort = process.argv.includes('--quick') ? QUICK : THOROUGH;
const pipeline = new ImagePipeline([new RandomFlip(), new Rescaling({ scale: 1 / 255 })], { seed: 1 });

/** A contender whose calls are timed as they are. */
function timed(name: string, call: () => void): Contender {
  return {
    name,
    async time(calls) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < calls; i++) call();
      return Number(process.hrtime.bigint() - start) / calls;
    },
    result: async () => [],
    close: async () => {},
  };
}

async function report(trial: string, contenders: readonly Contender[]): Promise<void> {
  const timings = await measure(contenders, 1, effort);
  const rows = contenders.flatMap(({ name }, i) => {
    const timing = timings[i];
    return timing ? [{ trial, contender: name, timing }] : [];
  });
  console.log(block(rows));
}

function oneWay(shape: BatchShape, length: number): Contender[] {
  const tensor = tf.fill([...shape], 7);
  return [
    timed('Export', () => readTensor(tensor).release()),
    timed('dataSync', () => void tensor.dataSync()),
    timed('Import', () => importTensor(tensorMemory('float32', length).data, shape, 'float32').dispose()),
    timed('identity op', () => tf.reshape(tensor, [length]).dispose()),
  ];
}

/** Both ways end with a tensor that TensorFlow has seen. */
function wholeCalls(shape: BatchShape): Contender[] {
  const input = tf.fill([...shape], 7) as tf.Tensor4D;
  const sizes = [...shape] as [number, number, number, number];
  const key = { firstIndex: 0 };
  const direct = () => pipeline.applySync(input, key);
  const throughArrays = () => {
    const batch: ImageBatch = { data: input.dataSync(), shape };
    const { data } = pipeline.applySync(batch, key);
    return tf.tensor4d(data as Float32Array, sizes);
  };
  const [a, b] = [direct(), throughArrays()];
  if (!Buffer.from(a.dataSync().buffer).equals(Buffer.from(b.dataSync().slice().buffer))) throw new Error('unverified');
  const finish = (result: tf.Tensor) => tf.dispose([result, tf.reshape(result, [-1])]);
  finish(a);
  finish(b);
  return [timed('applySync', () => finish(direct())), timed('through arrays', () => finish(throughArrays()))];
}

configure({ threads: 1 });
const { tfjs } = capabilities();
console.log(
  `${machineLine(pinToCpu(process.pid) ? 'one core' : 'not pinned', {})}; tensors: ${tfjs.mode}, TensorFlow ${tfjs.tensorflow?.version}\n`,
);
console.log(header().replace('us/image', ' us/call').replace('times ours', '  times 1st'));
for (const shape of SHAPES) {
  const length = shape.reduce((a, b) => a * b, 1);
  await report(`one way ${shape.join('x')}`, oneWay(shape, length));
  await report(`flip, rescale ${shape.join('x')}`, wholeCalls(shape));
}
