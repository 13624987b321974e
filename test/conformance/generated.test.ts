// Hundreds of random parameter sets against what Keras, TensorFlow and SciPy computed for them.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configure } from '../../src/index.js';
import { LAYER_CLASSES } from '../../src/layers/index.js';
import { type Measured, measureGroup } from './golden-run.js';
import { readGoldens } from './goldens.js';

const groups = readGoldens();

function describe({ golden, fuse, variant, distance }: Measured): string {
  const { input, layers, draws, projective, zca, idg } = golden;
  const what = JSON.stringify({ input, layers, draws, projective, zca, idg });
  return `fuse ${fuse}, dtype ${variant}: off by ${distance.absolute} (${distance.relative} relative): ${what}`;
}

test('every layer has at least 20 golden cases', () => {
  const counts = new Map<string, number>();
  for (const { cases } of groups) {
    for (const name of new Set(cases.flatMap(({ layers }) => (layers ?? []).map((layer) => layer.className)))) {
      counts.set(name, (counts.get(name) ?? 0) + cases.length);
    }
  }
  // A Lambda has no numbers of its own to compare, MaxNumBoundingBoxes none of images.
  const names = Object.keys(LAYER_CLASSES).filter((name) => name !== 'Lambda' && name !== 'MaxNumBoundingBoxes');
  assert.equal(
    names.filter((name) => (counts.get(name) ?? 0) < 20),
    [],
  );
});

for (const executor of ['fused', 'reference'] as const) {
  for (const group of groups) {
    test(`${group.layer} = ${group.peer} (${executor} executor)`, async () => {
      configure({ executor });
      try {
        const far = (await measureGroup(group)).filter(({ distance }) => !distance.close);
        assert.is(far.length, 0, `${far.length} cases are off, such as\n${far.slice(0, 3).map(describe).join('\n')}`);
      } finally {
        configure({ executor: 'fused' });
      }
    });
  }
}

test.run();
