// bench/cuda/bars.py, which says what a GPU bench met, on results made up here.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { tempDirectory } from '../support/temp-dir.js';

const script = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'bench', 'cuda', 'bars.py');

const device = { device: 'A card', driver: 13000, runtime: 13000, copyGBs: 3000 };
const kernel = (size: number, ms: number, ofCopy: number) => ({
  kernel: 'uint8 to float32',
  size,
  batch: 256,
  ms,
  ofCopy,
});
const pinned = (size: number, ofCopies: number, right = true) => ({ endToEnd: 'pinned', size, ms: 3, ofCopies, right });

function barsOf(bench: object[], torch: object[]) {
  const folder = tempDirectory();
  const [benchFile, torchFile] = [join(folder, 'bench.json'), join(folder, 'torch.json')];
  writeFileSync(benchFile, JSON.stringify(bench));
  writeFileSync(torchFile, torch.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const { status, stdout, stderr, error } = spawnSync('python3', [script, benchFile, torchFile], { encoding: 'utf8' });
  if (error) throw error;
  return { status, lines: stdout.trimEnd().split('\n'), stderr };
}

test('bars that are met, missed and not measured', () => {
  const bench = [device, kernel(224, 0.1, 0.34), kernel(512, 0.5, 0.601), pinned(224, 0.849), pinned(512, 0.96)];
  const { status, lines } = barsOf(bench, [{ peer: 'torch 2', size: 512, batch: 256, ms: 2.5 }]);
  assert.is(status, 0);
  assert.equal(lines, [
    'A card: copies 3000 GB/s',
    "met     fused kernel, uint8 to float32, 512, against the device's copy: 60.1 % of 60 %",
    'MISSED  pinned to pinned memory, 224, against its copies: 84.9 % of 85 %',
    'met     pinned to pinned memory, 512, against its copies: 96.0 % of 85 %',
    "open    fused kernel, 224, against torch's grid_sample chain: 5 x needed, not measured",
    "met     fused kernel, 512, against torch's grid_sample chain: 5.0 x of 5 x",
    "open    ZCA fit of 3072 features, against torch's eigh on the same card: 0.9 x needed, not measured",
  ]);
});

test('the fit is set against that of torch', () => {
  const fit = { fit: 'zca', features: 3072, ms: 800, error: 5e-8, right: true };
  const peer = (ms: number) => [{ peer: 'torch 2', fit: 'zca', features: 3072, ms }];
  const name = "ZCA fit of 3072 features, against torch's eigh on the same card";
  assert.is(barsOf([device, fit], peer(880)).lines.at(-1), `met     ${name}: 1.1 x of 0.9 x`);
  assert.is(barsOf([device, fit], peer(640)).lines.at(-1), `MISSED  ${name}: 0.8 x of 0.9 x`);
  const wrong = barsOf([device, { ...fit, right: false }], peer(880));
  assert.is(wrong.status, 1);
  assert.match(wrong.lines.at(-1) as string, /^WRONG .*"zca"/);
});

test('a wrong result fails, however fast', () => {
  const wrongBatch = barsOf([device, kernel(512, 0.5, 0.9), pinned(512, 0.99, false)], []);
  assert.is(wrongBatch.status, 1);
  assert.match(wrongBatch.lines.at(-1) as string, /^WRONG .*"pinned"/);
  const wrongKernel = barsOf([device, kernel(512, -1, 0.9)], []);
  assert.is(wrongKernel.status, 1);
  assert.match(wrongKernel.lines.at(-1) as string, /^WRONG .*"uint8 to float32"/);
});

test.run();
