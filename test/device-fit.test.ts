// Fits with device: 'cuda' end to end. There is no GPU here: the CUDA library and cuSOLVER are shims that run on the CPU.
import { spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type ArgumentError,
  capabilities,
  configure,
  type Device,
  ImageDataGenerator,
  ImagePipeline,
  image,
  memory,
  RandomFlip,
  Rescaling,
  ZCAWhitening,
} from '../src/index.js';
import { cudaShim, cusolverShim } from './support/cuda-shim.js';

process.env.TFJS_IMAGE_PIPELINE_CUDA = cudaShim();
process.env.TFJS_IMAGE_PIPELINE_CUSOLVER = cusolverShim();

function noise(count: number, height: number, width: number) {
  const data = new Uint8Array(count * height * width * 3);
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state >>> 24;
  }
  return { data, shape: [count, height, width, 3] as const };
}

/** The matrix of an adapted layer. */
function matrixOf(layer: ZCAWhitening): Float32Array {
  const { features } = layer.fitted().report;
  const matrix = new Float32Array(features * features);
  for (let row = 0; row < features; row++) matrix.set(layer.fitted().filter(row), row * features);
  return matrix;
}

/** W within 1e-6 of its largest entry, variances within 1e-12 of the largest. */
function assertSameFit(found: ZCAWhitening, expected: ZCAWhitening) {
  const [a, b] = [found.fitted().report, expected.fitted().report];
  assert.equal([a.images, a.features, a.rank, a.form], [b.images, b.features, b.rank, b.form]);
  const far = (x: ArrayLike<number>, y: ArrayLike<number>) => {
    const largest = Math.max(...Array.from(y, Math.abs));
    return Math.max(...Array.from(y, (value, i) => Math.abs((x[i] as number) - value))) / largest;
  };
  assert.is(far(a.spectrum, b.spectrum) <= 1e-12, true);
  assert.is(far(matrixOf(found), matrixOf(expected)) <= 1e-6, true);
}

/** A fit that went through cuSOLVER has other last digits or signs somewhere; this one has the CPU's. */
function isTheCpus(found: ZCAWhitening, expected: ZCAWhitening): boolean {
  const [a, b] = [found.fitted().report.spectrum, expected.fitted().report.spectrum];
  return a.every((value, i) => value === b[i]);
}

async function fitOn(device: Device, count = 150): Promise<ZCAWhitening> {
  const layer = new ZCAWhitening({ epsilon: 0.1 });
  await new ImagePipeline([new Rescaling({ scale: 1 / 255 }), layer], { device }).adapt(noise(count, 5, 7));
  return layer;
}

test('adapt() of a pipeline on the device finds the whitening of the CPU', async () => {
  // More images than features, and fewer.
  for (const count of [150, 40]) {
    const [found, expected] = [await fitOn('cuda', count), await fitOn('cpu', count)];
    assertSameFit(found, expected);
    assert.is(isTheCpus(found, expected), false);
  }
});

test("'auto' fits small matrices on the CPU", async () => {
  const { threads } = capabilities();
  const batch = noise(800, 16, 16);
  const fit = async (device: Device) => image.zcaFit(batch, { epsilon: 10, device, maxSamples: 60 });
  const expected = await fit('cpu');
  configure({ threads: 1 });
  try {
    // 60 images: far below 8 MiB.
    assert.is(isTheCpus(await fit('auto'), expected), true);
    assert.is(isTheCpus(await fit('cuda'), expected), false);
  } finally {
    configure({ threads });
  }
});

test('the reference executor fits on the CPU', async () => {
  configure({ executor: 'reference' });
  try {
    assert.is(isTheCpus(await fitOn('cuda'), await fitOn('cpu')), true);
  } finally {
    configure({ executor: 'fused' });
  }
});

test('augmented adapt(), partial states and a second adapt() fit on the device', async () => {
  const batch = noise(120, 5, 7);
  const fit = async (device: Device) => {
    const layer = new ZCAWhitening({ epsilon: 1 });
    const pipeline = new ImagePipeline([new RandomFlip(), layer], { seed: 5, device });
    await pipeline.adapt(batch, { augment: true, rounds: 2 });
    await pipeline.adapt(noise(30, 5, 7), { resetState: false });
    return layer;
  };
  assertSameFit(await fit('cuda'), await fit('cpu'));
  const merged = async (device: Device) => {
    const layer = new ZCAWhitening({ epsilon: 1 });
    const pipeline = new ImagePipeline([layer], { device });
    await pipeline.mergeStates([await pipeline.adaptState(batch)]);
    return layer;
  };
  const [found, expected] = [await merged('cuda'), await merged('cpu')];
  assertSameFit(found, expected);
  assert.is(isTheCpus(found, expected), false);
});

test('ImageDataGenerator.fit() and image.zcaFit() take a device', async () => {
  const batch = noise(150, 5, 7);
  for (const compat of [undefined, 'idg-1.1', 'idg-2'] as const) {
    const fit = async (device: Device) => {
      const generator = new ImageDataGenerator({ zcaWhitening: true, zcaEpsilon: 1, ...(compat ? { compat } : {}) });
      await generator.fit(batch, { device });
      return generator.whitening as ZCAWhitening;
    };
    const [found, expected] = [await fit('cuda'), await fit('cpu')];
    assertSameFit(found, expected);
    assert.is(isTheCpus(found, expected), false);
  }
  assertSameFit(await image.zcaFit(batch, { device: 'cuda' }), await image.zcaFit(batch));
});

test('a wrong device is an error', async () => {
  const batch = noise(4, 2, 2);
  const device = 'gpu' as Device;
  const refuses = async (owner: string, run: () => Promise<unknown>) => {
    try {
      await run();
      assert.unreachable();
    } catch (error) {
      assert.is((error as ArgumentError).code, 'E_ENUM');
      const text = `${owner}: device must be one of 'cpu', 'cuda', 'auto'; received "gpu"`;
      assert.is((error as ArgumentError).message, text);
    }
  };
  await refuses('image.zcaFit', () => image.zcaFit(batch, { device }));
  await refuses('fit', () => new ImageDataGenerator({ zcaWhitening: true }).fit(batch, { device }));
});

test('capabilities() names cuSOLVER', () => {
  const { cuda } = capabilities();
  assert.equal(cuda.available && cuda.solver, { available: true, library: cusolverShim() });
});

// Libraries are loaded once a process. It prints what two fits with 'cuda' end with, whether the layer of a third that fails
// keeps what it had, and capabilities(); or, WITH_AUTO, whether a large fit with 'auto' is the CPU's to the bit.
const script = `
import { capabilities, configure, ImagePipeline, ZCAWhitening } from './src/index.ts';
configure({ threads: 1 });
const large = { data: new Uint8Array(730 * 800).map((_, i) => (i * i * 7) >> (i % 5)), shape: [800, 10, 73, 1] };
const small = { data: large.data.subarray(0, 60 * 30), shape: [60, 5, 6, 1] };
const fit = async (device, data) => {
  const layer = new ZCAWhitening({ epsilon: 1 });
  await new ImagePipeline([layer], { device }).adapt(data);
  return layer;
};
const same = (a, b) => a.report.spectrum.every((value, i) => value === b.report.spectrum[i]);
const attempt = async (data, expected) => {
  try { return same(await fit('cuda', data), expected) ? 'cpu' : 'gpu'; } catch (error) { return error.code; }
};
if (process.env.WITH_AUTO) {
  const auto = same(await fit('auto', large), await fit('cpu', large));
  console.log(JSON.stringify({ auto, cuda: capabilities().cuda }));
  process.exit();
}
const expected = await fit('cpu', small);
const ends = [await attempt(small, expected), await attempt(small, expected)];
const kept = await fit('cpu', small);
const before = kept.fitted();
try { await new ImagePipeline([kept], { device: 'cuda' }).adapt({ ...small, data: small.data.map((v) => v ^ 1) }); } catch {}
const keeps = kept.fitted() === before;
console.log(JSON.stringify({ ends, keeps, cuda: capabilities().cuda }));
`;

function runWith(env: Record<string, string>) {
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  try {
    return JSON.parse(stdout) as {
      ends: string[];
      keeps: boolean;
      auto: boolean;
      cuda: { available: boolean; solver: { available: boolean; reason?: string } };
    };
  } catch {
    throw new Error(`no answer: ${stdout}${stderr}`);
  }
}

const failing = (fault: string) => ({ TFJS_IMAGE_PIPELINE_CUDA_FAIL: fault });

test('without cuSOLVER fits run on the CPU, and capabilities() says why', () => {
  for (const [library, reason] of [
    ['none', /^TFJS_IMAGE_PIPELINE_CUSOLVER is none$/],
    ['/nowhere/libcusolver.so', /\/nowhere\/libcusolver\.so/],
    ['libm.so.6', /^libm\.so\.6 has no cusolverDnCreate$/],
  ] as const) {
    const { ends, keeps, cuda } = runWith({ TFJS_IMAGE_PIPELINE_CUSOLVER: library });
    assert.equal([ends, keeps, cuda.available, cuda.solver.available], [['cpu', 'cpu'], false, true, false]);
    assert.match(cuda.solver.reason ?? '', reason);
  }
});

test('fits that fail on the device are typed errors, and the layer keeps what it had', () => {
  const stays = [
    [failing('solve:1'), 'E_CUDA_FAILED'],
    [failing('square:1'), 'E_CUDA_FAILED'],
    [failing('oom:100000'), 'E_CUDA_MEMORY'],
    [{ CUDA_SOLVER_SHIM_FAIL: 'info:3' }, 'E_CUDA_FAILED'],
    [{ CUDA_SOLVER_SHIM_FAIL: 'wrong' }, 'E_CUDA_FAILED'],
    [{ CUDA_SOLVER_SHIM_FAIL: 'syrk:3' }, 'E_CUDA_MEMORY'],
  ] as const;
  for (const [env, code] of stays) {
    const { ends, keeps, cuda } = runWith(env);
    assert.equal([ends, keeps, cuda.available], [[code, code], true, true], JSON.stringify(env));
  }
  const sticky = runWith(failing('solve:719'));
  assert.equal([sticky.ends, sticky.keeps], [['E_CUDA_FAILED', 'E_CUDA_MISSING'], true]);
  assert.is(sticky.cuda.available, false);
  const missing = runWith({ TFJS_IMAGE_PIPELINE_CUDA: '/nowhere/x.so' });
  assert.equal([missing.ends, missing.keeps], [['E_CUDA_MISSING', 'E_CUDA_MISSING'], true]);
});

test("'auto' tries the device for a large fit, and fits on the CPU after its error", () => {
  const { auto, cuda } = runWith({ ...failing('solve:719'), WITH_AUTO: '1' });
  assert.equal([auto, cuda.available], [true, false]);
});

test('no memory is held after fits', async () => {
  await fitOn('cuda');
  assert.is(memory().inUseBlocks, 0);
});

test.run();
