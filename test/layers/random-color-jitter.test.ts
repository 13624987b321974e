import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline } from '../../src/index.js';
import {
  RandomBrightness,
  RandomColorJitter,
  RandomContrast,
  RandomHue,
  RandomSaturation,
} from '../../src/layers/index.js';
import { correlation } from '../support/draws.js';
import { makeImage } from '../support/images.js';
import { roundTrips, throwsForEach } from './support.js';

const photo = makeImage([6, 7, 3]);
const ALL = { brightnessFactor: 0.2, contrastFactor: 0.4, saturationFactor: 0.5, hueFactor: 0.1 };

test('lowers to brightness, contrast, saturation and hue, as many as have a factor', () => {
  const kinds = (options: object) => new RandomColorJitter(options).lower(true).map(({ kind }) => kind);
  assert.equal(kinds(ALL), ['brightness', 'contrast', 'saturation', 'hue', 'rescale']);
  assert.equal(kinds({ hueFactor: 0.1, brightnessFactor: null }), ['hue', 'rescale']);
  assert.equal(kinds({}), ['rescale']);
  assert.equal(new RandomColorJitter(ALL).lower(false), []);
});

test('every bad option is an error that names it', () => {
  throwsForEach('RandomColorJitter', (options) => new RandomColorJitter(options), [
    [{ brightnessFactor: 2 }, 'E_RANGE', 'brightnessFactor must be a number or [min, max] within -1..1; received 2'],
    [{ contrastFactor: -1 }, 'E_RANGE', 'contrastFactor must be a number or [min, max] within 0..1; received -1'],
    [{ saturationFactor: '1' }, 'E_TYPE', 'saturationFactor must be a number or [min, max] within 0..1; received "1"'],
    [{ hueFactor: [0, 2] }, 'E_RANGE', 'hueFactor must be a number or [min, max] within 0..1; received [0, 2]'],
    [{ valueRange: [1, 0] }, 'E_RANGE', 'valueRange must be [min, max] with min <= max; received [1, 0]'],
  ]);
});

test('configs round trip', () => {
  roundTrips(new RandomColorJitter({ ...ALL, valueRange: [0, 1], seed: 4 }));
  roundTrips(new RandomColorJitter({ hueFactor: [0.1, 0.2] }));
});

test('is the four layers in a row, given the same numbers', async () => {
  const jitter = new ImagePipeline([new RandomColorJitter(ALL)], { seed: 5 });
  const row = new ImagePipeline([
    new RandomBrightness({ factor: 0.2 }),
    new RandomContrast({ factor: 0.4 }),
    new RandomSaturation({ factor: 0.5 }),
    new RandomHue({ factor: 0.1 }),
  ]);
  const draws = jitter.sample(1, { shape: photo.shape });
  const own = draws.map(({ stages }) => ({ stages }));
  assert.equal((await jitter.replay(photo, draws)).data, (await row.replay(photo, own)).data);
  assert.equal(
    draws[0]?.stages.map(({ kind }) => kind),
    ['brightness', 'contrast', 'saturation', 'hue'],
  );
});

test('each part draws its own numbers, which do not depend on the other parts', () => {
  const all = new ImagePipeline([new RandomColorJitter(ALL)], { seed: 5 }).sample(3);
  const some = new ImagePipeline([new RandomColorJitter({ saturationFactor: 0.5, hueFactor: 0.1 })], { seed: 5 });
  assert.equal(
    some.sample(3).map(({ stages }) => stages),
    all.map(({ stages }) => stages.slice(2)),
  );
  const many = new ImagePipeline([new RandomColorJitter({ ...ALL, contrastFactor: [0.4, 0.4] })], { seed: 5 });
  const draws = many.sample(4000);
  const column = (i: number, name: string) => draws.map(({ stages }) => stages[i]?.values[name] as number);
  const [brightness, contrast] = [column(0, 'delta'), column(1, 'factor')];
  const found = correlation(brightness, contrast);
  assert.ok(Math.abs(found) < 5 / Math.sqrt(4000), `correlation ${found}`);
});

test('without factors and at inference only the dtype changes', () => {
  for (const out of [
    new RandomColorJitter().applySync(photo),
    new RandomColorJitter(ALL).applySync(photo, { training: false }),
  ]) {
    assert.instance(out.data, Float32Array);
    assert.equal([...out.data], [...photo.data]);
  }
});

test.run();
