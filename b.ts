import * as tf from '@tensorflow/tfjs-node';
import { runStage, makePixels } from './src/tfjs/run-plan.js';
import { readTensor, importTensor, tensorMemory } from './src/tfjs/bridge.js';
import { installKernels } from './src/tfjs/index.js';
installKernels(tf);
const B: any = tf.backend(); const b = B.binding;
function bench(name: string, a: () => any, o: () => any) {
  const ta: number[] = [], to: number[] = [];
  for (let i = 0; i < 5; i++) { a().dispose(); o().dispose(); }
  const t00 = performance.now(); let n = 0;
  while (performance.now() - t00 < 900 && n < 400) { n++;
    let t0 = performance.now(); let r = a(); ta.push(performance.now() - t0); r.dispose();
    t0 = performance.now(); r = o(); to.push(performance.now() - t0); r.dispose(); }
  const med = (v: number[]) => v.sort((x, y) => x - y)[v.length >> 1];
  const ma = med(ta), mo = med(to);
  console.log(name.padEnd(44), 'TF', ma.toFixed(3), 'ours', mo.toFixed(3), 'TF/ours', (ma / mo).toFixed(2));
}
const run = (img: any, stage: any, nums: number, oshape: any) => { const { data, dtype, release } = readTensor(img); const out = makePixels(tensorMemory, 'float32', oshape); runStage(stage, { data, dtype, shape: img.shape }, new Float64Array(img.shape[0] * 2).map((_, i) => i % 2 ? 0 : 1), out); release(); return importTensor(out.data, oshape, 'float32'); };
for (const [N, S, C] of [[1, 64, 3], [1, 224, 3], [8, 224, 3], [32, 224, 3], [1, 1024, 3], [8, 224, 1]] as const) {
  const data = Float32Array.from({ length: N * S * S * C }, (_, i) => (i * 7919) % 256);
  const img = tf.tidy(() => tf.tensor4d(data, [N, S, S, C]).add(0)) as tf.Tensor4D;
  const flip = { kind: 'flip', params: { random: false, horizontal: true, vertical: false, independent: false }, dtype: 'input' };
  bench(`flip ${N}x${S}x${C}`, () => tf.image.flipLeftRight(img), () => run(img, flip, 2, [N, S, S, C]));
  for (const R of [S >> 1, S * 2]) for (const method of ['nearest', 'bilinear'] as const)
    bench(`resize ${method} ${N}x${S}x${C}->${R}`, () => method === 'nearest' ? tf.image.resizeNearestNeighbor(img, [R, R], false, true) : tf.image.resizeBilinear(img, [R, R], false, true),
        () => run(img, { kind: 'resize', params: { height: R, width: R, interpolation: method, antialias: false, cropToAspectRatio: false, padToAspectRatio: false, fillValue: 0 }, dtype: 'float32' }, 0, [N, R, R, C]));
  const rotated = tf.tensor2d([[0.9, -0.3, 20, 0.3, 0.9, -10, 0, 0]]);
  for (const inter of ['nearest', 'bilinear'] as const) {
    const s = tf.tensor1d([S, S], 'int32'), f = tf.scalar(0);
    bench(`transform ${N}x${S}x${C} ${inter} constant`, () => B.executeSingleOutput('ImageProjectiveTransformV3', [
      { name: 'dtype', type: b.TF_ATTR_TYPE, value: b.TF_FLOAT },
      { name: 'interpolation', type: b.TF_ATTR_STRING, value: inter.toUpperCase() },
      { name: 'fill_mode', type: b.TF_ATTR_STRING, value: 'CONSTANT' }], [img, rotated, s, f]),
      () => tf.image.transform(img, rotated, inter, 'constant'));
  }
  img.dispose();
}
