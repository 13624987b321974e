import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline } from '../../src/index.js';
import { AUGMENT_OPS } from '../../src/layers/augment-ops.js';
import { RandAugment, RandomRotation } from '../../src/layers/index.js';
import { meanOf } from '../support/draws.js';
import { makeImage } from '../support/images.js';
import { roundTrips, throwsForEach } from './support.js';

const OPS = Object.values(AUGMENT_OPS);
const photo = makeImage([9, 12, 3]);

test('lowers to a choice among eleven layers for each operation', () => {
  const lowered = new RandAugment({ numOps: 2 }).lowerAll(true);
  const choices = lowered.flatMap(({ spec }, i) => (spec.kind === 'choice' ? [i] : []));
  assert.is(choices.length, 2);
  for (const choice of choices) {
    assert.equal(lowered[choice]?.spec.params, { weights: Array.from(OPS, () => 1) });
    const picks = lowered.filter(({ gates }) => gates[0]?.stage === choice).map(({ gates }) => gates[0]?.equals);
    assert.equal(
      picks,
      OPS.map((_, i) => i),
    );
  }
  assert.equal(new RandAugment().lower(false), []);
  const { valueRange, numOps, factor, interpolation } = new RandAugment();
  assert.equal(
    { valueRange, numOps, factor, interpolation },
    {
      valueRange: [0, 255],
      numOps: 2,
      factor: [0, 0.5],
      interpolation: 'bilinear',
    },
  );
});

test('every bad option is an error', () => {
  throwsForEach('RandAugment', (options) => new RandAugment(options), [
    [{ numOps: 0 }, 'E_SIZE', 'numOps must be an integer within 1..64; received 0'],
    [{ numOps: 65 }, 'E_SIZE', 'numOps must be an integer within 1..64; received 65'],
    [{ numOps: '2' }, 'E_TYPE', 'numOps must be an integer within 1..64; received "2"'],
    [{ factor: 1.5 }, 'E_RANGE', 'factor must be a number or [min, max] within 0..1; received 1.5'],
    [
      { factor: [0.5, 0.1] },
      'E_RANGE',
      'factor must be a number or [min, max] within 0..1 with min <= max; received [0.5, 0.1]',
    ],
    [{ interpolation: 'cubic' }, 'E_ENUM', `interpolation must be one of 'nearest', 'bilinear'; received "cubic"`],
    [{ valueRange: [1, 0] }, 'E_RANGE', 'valueRange must be [min, max] with min <= max; received [1, 0]'],
    [
      { dataFormat: 'channelsFirst' },
      'E_ENUM',
      `dataFormat must be 'channelsLast' ('channelsFirst' will come later); received "channelsFirst"`,
    ],
  ]);
});

test('configs round trip, and so do draws, beside layers of the same classes', () => {
  roundTrips(new RandAugment({ numOps: 3, factor: [0.1, 0.4], seed: 5, interpolation: 'nearest' }));
  const layer = new RandAugment();
  const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.1 }), layer, new RandAugment()], { seed: 8 });
  const copy = ImagePipeline.fromConfig(JSON.stringify(pipeline.getConfig()));
  assert.equal(copy.sample(3), pipeline.sample(3));
  assert.equal(copy.applySync(photo, { seed: 3 }), pipeline.applySync(photo, { seed: 3 }));
});

test('the draws do not depend on what else is in the pipeline', () => {
  const layer = new RandAugment({ name: 'augment' });
  const alone = new ImagePipeline([layer], { seed: 4 }).sample(3);
  const behind = new ImagePipeline([new RandomRotation({ factor: 0.1 }), layer], { seed: 4 }).sample(3);
  assert.equal(
    behind.map(({ stages }) => stages.slice(1)),
    alone.map(({ stages }) => stages),
  );
});

test('what is picked is done, with the numbers drawn for it, and nothing else', async () => {
  const options = { factor: [0.2, 0.7], valueRange: [0, 255], interpolation: 'bilinear', seed: undefined } as const;
  const pipeline = new ImagePipeline([new RandAugment({ numOps: 1, factor: [0.2, 0.7] })], { seed: 6 });
  for (const [pick, make] of OPS.entries()) {
    const single = new ImagePipeline([make(options)]);
    const [draw] = pipeline.sample(1, { epoch: pick, shape: photo.shape });
    const stages = (draw as NonNullable<typeof draw>).stages.map((stage) =>
      stage.kind === 'choice' ? { ...stage, values: { pick } } : stage,
    );
    const kinds = single.sample(1)[0]?.stages.map(({ kind }) => kind);
    const own = stages.filter(({ kind }) => kinds?.includes(kind));
    const out = await pipeline.replay(photo, [{ stages }]);
    assert.equal(out.data, (await single.replay(photo, [{ stages: own }])).data, `operation ${pick}`);
    assert.instance(out.data, Float32Array);
  }
});

test('operations are picked alike, for each image and each place by themselves', () => {
  const count = 6000;
  const draws = new ImagePipeline([new RandAugment({ numOps: 2 })], { seed: 1 }).sample(count);
  const picks = draws.map(({ stages }) => stages.filter(({ kind }) => kind === 'choice').map((s) => s.values.pick));
  const share = 1 / OPS.length;
  const near = (found: number, p: number) => Math.abs(found - p * count) <= 5 * Math.sqrt(count * p * (1 - p));
  for (let op = 0; op < OPS.length; op++) {
    for (const place of [0, 1]) assert.ok(near(picks.filter((pick) => pick[place] === op).length, share), `${op}`);
  }
  assert.ok(near(picks.filter(([a, b]) => a === b).length, share), 'the places are independent');
  assert.ok(near(picks.filter(([a], i) => i > 0 && a === picks[i - 1]?.[0]).length, share), 'so are the images');
});

test('the factor bounds every draw', () => {
  const factor = 0.3;
  const draws = new ImagePipeline([new RandAugment({ numOps: 1, factor })], { seed: 2 }).sample(2000);
  const values = (kind: string, name: string) =>
    draws.map(({ stages }) => stages.find((stage) => stage.kind === kind)?.values[name] as number);
  const bounds: [string, string, number, number][] = [
    ['translation', 'heightFactor', 0, factor],
    ['translation', 'widthFactor', 0, factor],
    ['rotation', 'angleRad', 0, 2 * Math.PI * factor],
    ['shear', 'xShear', -factor, factor],
    ['brightness', 'delta', 0, 255 * factor],
    ['contrast', 'factor', 1, 1 + factor],
    ['sharpness', 'factor', 0, factor],
    ['color_degeneration', 'factor', 0, factor],
    ['solarize', 'addition', 0, 255 * factor],
    ['solarize', 'threshold', 0, 255 * factor],
  ];
  for (const [kind, name, low, high] of bounds) {
    const found = values(kind, name);
    assert.ok(Math.min(...found) >= low && Math.max(...found) <= high, `${kind}.${name}`);
    assert.ok(Math.max(...found) - Math.min(...found) > 0.95 * (high - low), `${kind}.${name} fills its range`);
    const mean = meanOf(found);
    const deviation = (high - low) * Math.sqrt(1 / 12 / found.length);
    assert.ok(Math.abs(mean - (low + high) / 2) <= 5 * deviation, `${kind}.${name}: mean ${mean}`);
  }
});

test('does nothing at inference, and gives its dtype', () => {
  const still = new RandAugment().applySync(photo, { training: false });
  assert.equal([...still.data], [...photo.data]);
  assert.instance(still.data, Float32Array);
  assert.instance(new RandAugment({ dtype: 'uint8' }).applySync(photo, { seed: 1 }).data, Uint8Array);
  const kept = new RandAugment({ dtype: 'input' });
  for (let seed = 0; seed < 12; seed++) assert.instance(kept.applySync(photo, { seed }).data, Uint8Array);
});

test.run();
