// device: 'cuda' end to end. There is no GPU here: the library is a shim that runs the kernels' code on the CPU.
import { spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { wantsCuda } from '../src/device.js';
import {
  type ArgumentError,
  CutMix,
  capabilities,
  configure,
  type Device,
  Equalization,
  GaussianNoise,
  ImagePipeline,
  MixUp,
  Mosaic,
  Normalization,
  RandomContrast,
  RandomCrop,
  RandomFlip,
  RandomGaussianBlur,
  RandomHue,
  RandomRotation,
  Resizing,
  ZCAWhitening,
} from '../src/index.js';
import { cudaShim } from './support/cuda-shim.js';

process.env.TFJS_IMAGE_PIPELINE_CUDA = cudaShim();
process.env.TFJS_IMAGE_PIPELINE_CUSOLVER = 'none';

const layers = () => [
  new RandomFlip(),
  new RandomRotation({ factor: 0.1 }),
  new RandomCrop({ height: 30, width: 40 }),
  new RandomContrast({ factor: 0.3 }),
  new Resizing({ height: 24, width: 36 }),
  new Normalization({ mean: [120, 110, 100], variance: [900, 800, 700] }),
];

const pipelineOn = (device: Device) => new ImagePipeline(layers(), { seed: 42, device });

function noise(count: number, height: number, width: number) {
  const data = new Uint8Array(count * height * width * 3);
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state >>> 24;
  }
  return { data, shape: [count, height, width, 3] as const };
}

test('a batch on the device has the pixels of the CPU', async () => {
  const batch = noise(5, 50, 60);
  const key = { seed: 3, epoch: 1 };
  const expected = await pipelineOn('cpu').apply(batch, key);
  const found = await pipelineOn('cuda').apply(batch, key);
  assert.equal(found.shape, [5, 24, 36, 3]);
  assert.equal(found.data, expected.data);
  assert.equal(pipelineOn('cuda').applySync(batch, key).data, expected.data);
});

test('single images, lists, out and replay work on the device', async () => {
  const [cpu, cuda] = [pipelineOn('cpu'), pipelineOn('cuda')];
  const batch = noise(3, 50, 60);
  const image = { data: batch.data.subarray(0, 9000), shape: [50, 60, 3] as const };
  const key = { seed: 3 };
  assert.equal(await cuda.apply(image, key), await cpu.apply(image, key));
  assert.equal(await cuda.apply([image, image], key), await cpu.apply([image, image], key));
  const out = cpu.applySync(batch, { seed: 9 });
  const expected = cpu.applySync(batch, key).data;
  await cuda.apply(batch, { ...key, out });
  assert.equal(out.data, expected);
  const draws = cuda.sample(3, { seed: 3, shape: [50, 60, 3] });
  assert.equal((await cuda.replay(batch, draws)).data, expected);
});

test('an input may be changed as soon as apply returns, and is never written to', async () => {
  const batch = noise(4, 50, 60);
  const kept = batch.data.slice();
  const expected = pipelineOn('cpu').applySync(batch, { seed: 5 }).data;
  const pending = pipelineOn('cuda').apply(batch, { seed: 5 });
  assert.equal(batch.data, kept);
  batch.data.fill(0);
  assert.equal((await pending).data, expected);
});

test('several calls at once keep their results apart', async () => {
  const batch = noise(4, 50, 60);
  const [cpu, cuda] = [pipelineOn('cpu'), pipelineOn('cuda')];
  const epochs = [0, 1, 2, 3, 4, 5];
  const results = await Promise.all(epochs.map((epoch) => cuda.apply(batch, { epoch })));
  for (const epoch of epochs) assert.equal(results[epoch]?.data, cpu.applySync(batch, { epoch }).data);
});

test('an empty batch has the right shape', async () => {
  const result = await pipelineOn('cuda').apply({ data: new Uint8Array(0), shape: [0, 50, 60, 3] });
  assert.equal(result.shape, [0, 24, 36, 3]);
});

test('capabilities() names the device', () => {
  const { cuda } = capabilities();
  assert.equal(cuda, {
    available: true,
    name: 'host shim',
    memoryBytes: 2 ** 30,
    compute: '0.0',
    driver: '13.0',
    runtime: '13.0',
    solver: { available: false, reason: 'TFJS_IMAGE_PIPELINE_CUSOLVER is none' },
  });
});

test('device is validated and saved only when it is not the default', () => {
  assert.throws(
    () => new ImagePipeline([], { device: 'gpu' as Device }),
    (error: ArgumentError) =>
      error.code === 'E_ENUM' &&
      error.message === `ImagePipeline: device must be one of 'cpu', 'cuda', 'auto'; received "gpu"`,
  );
  assert.is('device' in pipelineOn('cpu').getConfig(), false);
  const config = JSON.stringify(pipelineOn('auto').getConfig());
  assert.is(ImagePipeline.fromConfig(config).device, 'auto');
  assert.is(ImagePipeline.fromConfig(pipelineOn('cpu').getConfig()).device, 'cpu');
});

test('an aborted call does not start on the device', async () => {
  const signal = AbortSignal.abort(new Error('stop'));
  try {
    await pipelineOn('cuda').apply(noise(2, 50, 60), { signal });
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, 'stop');
  }
});

test("the reference executor runs on the CPU whatever 'device' says", () => {
  const batch = noise(2, 50, 60);
  configure({ executor: 'reference' });
  const expected = pipelineOn('cpu').applySync(batch, { seed: 1 }).data;
  const found = pipelineOn('cuda').applySync(batch, { seed: 1 }).data;
  configure({ executor: 'fused' });
  assert.equal(found, expected);
});

test("'auto' takes the GPU for large batches of a single thread only", () => {
  const { threads } = capabilities();
  const large = 8 * 2 ** 20;
  configure({ threads: 1 });
  assert.equal([wantsCuda('auto', large), wantsCuda('auto', large - 1)], [true, false]);
  assert.equal([wantsCuda('cuda', 1), wantsCuda('cpu', large)], [true, false]);
  configure({ threads: 2 });
  assert.equal([wantsCuda('auto', 100 * large), wantsCuda('cuda', 1)], [false, true]);
  configure({ threads });
});

test('colours, histograms, blurs and mixtures run on the device', async () => {
  const make = (device: Device) =>
    new ImagePipeline(
      [
        new RandomHue({ factor: 0.5 }),
        new Equalization(),
        new RandomGaussianBlur({ kernelSize: 5, sigma: [0.5, 2] }),
        new MixUp({ alpha: 1 }),
        new CutMix(),
        new Mosaic(),
      ],
      { seed: 4, device },
    );
  const batch = noise(5, 50, 60);
  for (const epoch of [0, 1]) {
    const expected = make('cpu').applySync(batch, { epoch });
    assert.equal((await make('cuda').apply(batch, { epoch })).data, expected.data);
    assert.equal(make('cuda').applySync(batch, { epoch }).data, expected.data);
  }
});

test('images are whitened on the device with the numbers that the CPU learned', async () => {
  const layer = new ZCAWhitening({ epsilon: 1 });
  const batch = noise(9, 8, 9);
  const cpu = new ImagePipeline([layer], { device: 'cpu' });
  await cpu.adapt(batch);
  const cuda = new ImagePipeline([layer], { device: 'cuda' });
  const expected = cpu.applySync(batch).data;
  assert.equal((await cuda.apply(batch)).data, expected);
  assert.equal(cuda.applySync(batch).data, expected);
});

test('what the GPU does not know runs on the CPU', async () => {
  const noisy = (device: Device) =>
    new ImagePipeline([new RandomRotation({ factor: 0.1 }), new GaussianNoise({ stddev: 9 })], { seed: 2, device });
  const batch = noise(3, 20, 30);
  const expected = noisy('cpu').applySync(batch, { seed: 1 }).data;
  assert.equal(noisy('cuda').applySync(batch, { seed: 1 }).data, expected);
  assert.equal((await noisy('cuda').apply(batch, { seed: 1 })).data, expected);
});

// The library is loaded once a process, so each way to fail has one of its own. It prints the codes of two calls with
// 'cuda', whether 'auto' gave the CPU's pixels, and what capabilities() says afterwards. The layers make every call of the
// library: statistics, a histogram, rows of a resize, a warp and a mixture.
const script = `
import { capabilities, configure, Equalization, ImagePipeline, MixUp, RandomContrast, RandomRotation, Resizing }
  from './src/index.ts';
configure({ threads: 1 });
const make = (device) => new ImagePipeline([
  new RandomContrast({ factor: 0.3 }), new Equalization(), new RandomRotation({ factor: 0.1 }),
  new Resizing({ height: 500, width: 500, interpolation: 'bicubic' }), new MixUp({ alpha: 1 }),
], { seed: 1, device });
const batch = { data: new Uint8Array(4 * 512 * 512 * 3).map((_, i) => i * i), shape: [4, 512, 512, 3] };
const code = async (run) => { try { await run(); return 'ok'; } catch (error) { return error.code; } };
const cuda = make('cuda');
const codes = [await code(() => cuda.apply(batch)), await code(async () => cuda.applySync(batch))];
const expected = make('cpu').applySync(batch, { seed: 1 }).data;
const same = (data) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  .equals(Buffer.from(expected.buffer, expected.byteOffset, expected.byteLength));
const autos = [same((await make('auto').apply(batch, { seed: 1 })).data), same(make('auto').applySync(batch, { seed: 1 }).data)];
console.log(JSON.stringify({ codes, autos, cuda: capabilities().cuda }));
`;

function runWith(env: Record<string, string>) {
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  try {
    return JSON.parse(stdout) as {
      codes: string[];
      autos: boolean[];
      cuda: { available: boolean; reason?: string };
    };
  } catch {
    throw new Error(`no answer: ${stdout}${stderr}`);
  }
}

function testFailure(title: string, env: Record<string, string>, codes: string[], reason: RegExp | undefined) {
  test(title, () => {
    const result = runWith(env);
    assert.equal(result.codes, codes);
    assert.equal(result.autos, [true, true]);
    assert.is(result.cuda.available, reason === undefined);
    if (reason) assert.match(result.cuda.reason ?? '', reason);
  });
}

const MISSING = ['E_CUDA_MISSING', 'E_CUDA_MISSING'];
const failing = (fault: string) => ({ TFJS_IMAGE_PIPELINE_CUDA_FAIL: fault });

testFailure('without the library', { TFJS_IMAGE_PIPELINE_CUDA: '/nowhere/x.so' }, MISSING, /\/nowhere\/x\.so/);
testFailure('with a library of something else', { TFJS_IMAGE_PIPELINE_CUDA: 'libc.so.6' }, MISSING, /no CUDA library/);
testFailure(
  'without a driver',
  failing('nodriver'),
  MISSING,
  /^the NVIDIA driver is missing or too old .*\(CUDA error 35\)$/,
);
testFailure('without a device', failing('nodevice'), MISSING, /^there is no CUDA device \(CUDA error 100\)$/);
testFailure('with a library of another version', failing('abi'), MISSING, /built for another version/);
testFailure('with a failing self-test', failing('selftest'), MISSING, /^the self-test failed/);
testFailure('short of memory for a batch', failing('oom:8000000'), ['ok', 'ok'], undefined);
testFailure('short of memory for one image', failing('oom:100000'), ['E_CUDA_MEMORY', 'E_CUDA_MEMORY'], undefined);
testFailure(
  'after an error that the device does not survive',
  failing('sticky'),
  ['E_CUDA_FAILED', 'E_CUDA_MISSING'],
  /^an earlier error stopped it: .*719/,
);
testFailure(
  'with a fault that there is none of',
  failing('sticki'),
  MISSING,
  /^TFJS_IMAGE_PIPELINE_CUDA_FAIL: there is no fault 'sticki'$/,
);
testFailure(
  'with a kernel that is not made for the device',
  failing('selftest:209'),
  MISSING,
  /^the self-test failed: .*209/,
);
// The stream of a batch of one chunk is that of the self-test; test/native/cuda_faults_test.cc has more of them.
for (const call of ['wait', 'allocate', 'pinned', 'upload', 'download']) {
  const codes = ['E_CUDA_FAILED', 'E_CUDA_FAILED'];
  testFailure(`with a ${call} that fails`, failing(`${call}:1`), codes, undefined);
}
for (const call of ['points', 'rows', 'statistics', 'histogram', 'mix']) {
  const codes = ['E_CUDA_FAILED', 'E_CUDA_MISSING'];
  testFailure(`with a kernel for ${call} that dies`, failing(`${call}:719`), codes, /^an earlier error stopped it/);
}

test.run();
