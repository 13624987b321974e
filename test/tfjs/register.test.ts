// Programs of users in processes of their own, as they are and with one import added.
import { type ExecFileException, execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fromSource, makeExampleFolder } from '../support/example-folder.js';

const folder = await makeExampleFolder();
test.after(() => rmSync(folder, { recursive: true }));

interface Outcome {
  code: number;
  stdout: string;
  /** What stderr has beside TensorFlow's greeting. */
  stderr: string;
}

async function run(name: string, source: string): Promise<Outcome> {
  const program = join(folder, name);
  writeFileSync(program, source);
  const finished = await promisify(execFile)(process.execPath, ['--import', 'tsx', program], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  }).catch((error: ExecFileException & { stdout: string; stderr: string }) => error);
  const { stdout, stderr } = finished;
  // The last two: tfjs-node itself calls what Node 22 deprecates.
  const greeting =
    /oneDNN|cpu_feature_guard|absl::InitializeLog|rebuild TensorFlow|ExperimentalWarning|--trace-warnings|DEP0051|--trace-deprecation/;
  return {
    code: 'code' in finished ? Number(finished.code) : 0,
    stdout: stdout.trim(),
    stderr: stderr
      .split('\n')
      .filter((line) => line.trim() && !greeting.test(line))
      .join('\n'),
  };
}

const PROGRAM = `
const image = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
const shifted = tf.image.transform(image, [[1, 0, 1, 0, 1, 0, 0, 0]], 'nearest', 'reflect');
const turned = tf.image.rotateWithOffset(image, Math.PI, 0, 0.5);
const found = tf.lowerBound([1, 3, 5], [4]);
const resized = tf.image.resizeBilinear(image, [1, 3]);
console.log(JSON.stringify([shifted, turned, found, resized].map((tensor) => Array.from(tensor.dataSync()))));
`;
// By hand: half a turn about (1.5, 1) reads (3 - x, 2 - y), so column 0 and row 0 lie outside.
const RESULT = '[[2,3,3,5,6,6],[0,0,0,0,6,5],[2],[1,2,3]]';

const IMPORT = "import * as tf from '@tensorflow/tfjs-node';\n";
const REGISTER = "import 'tfjs-image-pipeline/register';\n";

test('an ES module fails without the import and works with it, silently', async () => {
  const plain = await run('plain.mjs', IMPORT + PROGRAM);
  assert.is(plain.code, 1);
  assert.match(plain.stderr, "Kernel 'Transform' not registered for backend 'tensorflow'");
  const helped = await run('helped.mjs', IMPORT + fromSource(REGISTER) + PROGRAM);
  assert.equal(helped, { code: 0, stdout: RESULT, stderr: '' });
});

test('the import may come first, and twice', async () => {
  const first = await run('first.mjs', fromSource(REGISTER) + IMPORT + fromSource(REGISTER) + PROGRAM);
  assert.equal(first, { code: 0, stdout: RESULT, stderr: '' });
});

test('a CommonJS program works with one require', async () => {
  const require = "const tf = require('@tensorflow/tfjs-node');\n";
  const helped = await run('helped.cjs', require + fromSource("require('tfjs-image-pipeline/register');\n") + PROGRAM);
  assert.equal(helped, { code: 0, stdout: RESULT, stderr: '' });
});

test('tf.image.randomShear is there, on every copy of tfjs in use', async () => {
  const source = `
import * as core from '@tensorflow/tfjs-core';
const a = tf.image.randomShear(tf.ones([4, 4, 3]), 20, 42);
const b = core.image.randomShear(tf.ones([1, 4, 4, 3]), 20, 42);
console.log(JSON.stringify([a.shape, b.shape]));
`;
  const { code, stdout, stderr } = await run('shear.mjs', IMPORT + fromSource(REGISTER) + source);
  assert.equal([code, stdout, stderr], [0, '[[4,4,3],[1,4,4,3]]', '']);
});

test('a program on another backend runs as before', async () => {
  const cpu = `${IMPORT}${fromSource(REGISTER)}await tf.setBackend('cpu');\ntf.env().set('IS_TEST', true);\n${PROGRAM}`;
  assert.equal(await run('cpu.mjs', cpu), { code: 0, stdout: RESULT, stderr: '' });
});

test('models with layers of Keras load with the import alone', async () => {
  const program = `
const input = { batch_input_shape: [null, 1, 3, 1], name: 'flip', mode: 'horizontal' };
const modelTopology = { class_name: 'Sequential', config: { name: 'm', layers: [{ class_name: 'RandomFlip', config: input }] } };
const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology }));
console.log(Array.from(model.predict(tf.tensor4d([1, 2, 3], [1, 1, 3, 1])).dataSync()).join());
`;
  const plain = await run('model-plain.mjs', IMPORT + program);
  assert.is(plain.code, 1);
  assert.match(plain.stderr, 'Unknown layer: RandomFlip');
  assert.equal(await run('model-registered.mjs', IMPORT + fromSource(REGISTER) + program), {
    code: 0,
    stdout: '1,2,3',
    stderr: '',
  });
});

test.run();
