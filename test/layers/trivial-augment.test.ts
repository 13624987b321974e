import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline } from '../../src/index.js';
import { TrivialAugment } from '../../src/layers/index.js';
import { makeImage } from '../support/images.js';
import { roundTrips, throwsForEach } from './support.js';

const KINDS = 14;
const photo = makeImage([9, 12, 3]);

test('lowers to one choice among thirteen layers and the identity', () => {
  const lowered = new TrivialAugment().lowerAll(true);
  assert.equal(lowered[0]?.spec.params, { weights: Array.from({ length: KINDS }, () => 1) });
  const picks = lowered.flatMap(({ gates }) => gates.map(({ equals }) => equals));
  assert.equal(
    picks,
    Array.from({ length: KINDS - 1 }, (_, i) => i),
  );
  assert.equal(new TrivialAugment().lower(false), []);
});

test('every bad option is an error', () => {
  throwsForEach('TrivialAugment', (options) => new TrivialAugment(options), [
    [{ interpolation: 'cubic' }, 'E_ENUM', `interpolation must be one of 'nearest', 'bilinear'; received "cubic"`],
    [{ valueRange: 255 }, 'E_TYPE', 'valueRange must be [min, max]; received 255'],
    [
      { factor: 1 },
      'E_OPTION',
      'unknown option "factor"; known options are valueRange, interpolation, dataFormat, name, dtype, seed',
    ],
  ]);
});

test('configs round trip', () =>
  roundTrips(new TrivialAugment({ valueRange: [0, 1], interpolation: 'nearest', seed: 2 })));

test('one picture in fourteen stays as it is, the others change in every way', () => {
  const pipeline = new ImagePipeline([new TrivialAugment()], { seed: 3 });
  const count = 5000;
  const draws = pipeline.sample(count, { shape: photo.shape });
  const picks = draws.map(({ stages }) => stages[0]?.values.pick as number);
  const p = 1 / KINDS;
  for (let kind = 0; kind < KINDS; kind++) {
    const found = picks.filter((pick) => pick === kind).length;
    assert.ok(Math.abs(found - p * count) <= 5 * Math.sqrt(count * p * (1 - p)), `${kind}: ${found}`);
    // The strengths are drawn anew for each image, so a few of one kind do not all come out alike.
    const results = picks
      .flatMap((pick, i) => (pick === kind ? [i] : []))
      .slice(0, 6)
      .map((i) => pipeline.applySync(photo, { firstIndex: i }).data.join());
    const changed = results.filter((result) => result !== photo.data.join()).length;
    if (kind === KINDS - 1) assert.is(changed, 0, 'the identity');
    else assert.ok(changed >= 4, `${kind} changed ${changed} of 6`);
  }
});

test('the strengths fill the ranges of the documentation', () => {
  const draws = new ImagePipeline([new TrivialAugment()], { seed: 5 }).sample(3000);
  const bounds: [string, string, number, number][] = [
    ['rotation', 'angleRad', -0.75 * Math.PI, 0.75 * Math.PI],
    ['color_degeneration', 'factor', -0.99, 0.99],
    ['contrast', 'factor', 0.01, 1.99],
    ['sharpness', 'factor', 0.005, 0.995],
    ['brightness', 'delta', -127.5, 127.5],
    ['solarize', 'threshold', 0, 255],
    ['posterize', 'bits', 2, 7],
  ];
  for (const [kind, name, low, high] of bounds) {
    const found = draws.map(({ stages }) => stages.find((s) => s.kind === kind)?.values[name] as number);
    assert.ok(Math.min(...found) >= low && Math.max(...found) <= high, `${kind}.${name}`);
    assert.ok(Math.max(...found) - Math.min(...found) > 0.98 * (high - low), `${kind}.${name} fills its range`);
  }
});

test('does nothing at inference, and gives its dtype', () => {
  const still = new TrivialAugment().applySync(photo, { training: false });
  assert.equal([...still.data], [...photo.data]);
  assert.instance(still.data, Float32Array);
});

test.run();
