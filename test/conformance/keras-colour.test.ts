// Layers that change colours and tones. Numbers measured on Keras 3 unless worked by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  AutoContrast,
  Equalization,
  type Image,
  RandomColorDegeneration,
  RandomGrayscale,
  RandomHue,
  RandomInvert,
  RandomPosterization,
  RandomSaturation,
  Solarization,
} from '../../src/index.js';
import { assertClose, assertExact, gray, replay } from './numbers.js';

const PIXELS = [10, 20, 30, 200, 100, 50, 0, 0, 0, 255, 255, 255, 128, 128, 128, 90, 200, 120];
const P: Image = { data: Float32Array.from(PIXELS), shape: [2, 3, 3] };
const UNIT: Image = { data: P.data.map((value) => value / 255), shape: P.shape };
const GRAYS = [0, 0, 0, 255, 255, 255, 128, 128, 128];
/** Six pixels of a row; 1 channel. */
const SIX = [50, 100, 100, 200, 50, 75];

const rgb = (...values: number[]): Image => ({ data: Float32Array.from(values), shape: [1, values.length / 3, 3] });
const onUnit = (values: number[]) => values.map((value) => value / 255);
const hue = (delta: number, image: Image, options: object = {}) =>
  replay(new RandomHue({ factor: 1, ...options }), 'hue', { delta }, image);
const saturation = (factor: number, image: Image, options: object = {}) =>
  new RandomSaturation({ factor: [factor, factor], ...options }).apply(image, { seed: 1 });
const solarize = (addition: number, threshold: number, image: Image) =>
  replay(new Solarization(), 'solarize', { addition, threshold }, image);

test('34. hue +0.1 and -0.25', async () => {
  const plus = [12, 10, 30, 200, 190, 50, ...GRAYS, 90, 200, 186];
  assertClose(await hue(0.1, P), [plus], 1e-3);
  assertClose(await hue(-0.25, P), [[10, 30, 10, 175, 50, 200, ...GRAYS, 200, 175, 90]], 1e-3);
  assertClose(await hue(0.1, UNIT, { valueRange: [0, 1] }), [onUnit(plus)], 1e-5);
});

test('34. hue wraps in both directions', async () => {
  // Magenta, 5/6 of the circle, and orange, 1/12; by hand.
  assertClose(await hue(0.25, rgb(200, 0, 200)), [[200, 100, 0]], 1e-3);
  assertClose(await hue(-0.25, rgb(200, 100, 0)), [[200, 0, 200]], 1e-3);
});

test('35. saturation: a quarter, none, and gray of the largest channel', async () => {
  const pale = [23.3333, 26.6667, 30, 200, 166.6667, 150, ...GRAYS, 163.3333, 200, 173.3333];
  assertClose(await saturation(0.25, P), [pale], 1e-3);
  assertClose(await saturation(0.5, P), [PIXELS], 1e-3);
  assertClose(await saturation(-0.2, P), [[30, 30, 30, 200, 200, 200, ...GRAYS, 200, 200, 200]], 1e-3);
});

test('35. saturation three-fold ends at 1, whatever valueRange (Keras goes on to -30 and -250 on 0..255)', async () => {
  const strong = [0, 15, 30, 200, 66.6667, 0];
  const image = rgb(...PIXELS.slice(0, 6));
  assertClose(await saturation(0.75, image), [strong], 1e-3);
  const unit = rgb(...onUnit(PIXELS.slice(0, 6)));
  assertClose(await saturation(0.75, unit, { valueRange: [0, 1] }), [[0, 0.05882, 0.11765, 0.78431, 0.26144, 0]], 1e-5);
});

test('36. hue and saturation of primaries, yellow, gray, black and values below 0', async () => {
  const colors = rgb(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0, 77, 77, 77, 0, 0, 0);
  // A third on: red to green to blue to red, yellow (1/6) to cyan (1/2).
  const turned = [0, 255, 0, 0, 0, 255, 255, 0, 0, 0, 255, 255, 77, 77, 77, 0, 0, 0];
  assertClose(await hue(1 / 3, colors), [turned], 1e-3);
  assertClose(await saturation(0.9, colors), [Array.from(colors.data)], 1e-3);
  // Saturation 4/3 counts as 1: the least channel becomes 0 and the middle one 30 * 30 / 40.
  assertClose(await saturation(0.5, rgb(-10, 20, 30)), [[0, 22.5, 30]], 1e-3);
  assertClose(await hue(0, rgb(-10, 20, 30)), [[0, 20, 30]], 1e-4);
  // Nothing above black has a hue or a saturation.
  assertClose(await saturation(0.9, rgb(-30, -20, -10)), [[-10, -10, -10]]);
});

test('36. float values of any size have the saturation of their ratios', async () => {
  // S = 0.99975; twice that is 1, where Keras on 0..255 gives 200 -80 -200 for a scale of 2.
  assertClose(await saturation(2 / 3, rgb(0.05, 2, 200)), [[0, 1.9505, 200]], 1e-3);
});

test('37. grayscale', async () => {
  const always = new RandomGrayscale({ factor: 1 });
  const grays = [200, 100, 50, 255, 255, 255, 10, 20, 31];
  const wanted = [124.18, 254.9745, 18.263].flatMap((value) => [value, value, value]);
  assertClose(await always.apply(rgb(...grays), { seed: 1 }), [wanted], 1e-3);
  const bytes: Image = { data: Uint8Array.from(grays), shape: [1, 3, 3] };
  const { data } = await new RandomGrayscale({ factor: 1, dtype: 'input' }).apply(bytes, { seed: 1 });
  assert.equal(data, Uint8Array.of(124, 124, 124, 255, 255, 255, 18, 18, 18));
  assertExact(await always.apply(gray([7, 300]), { seed: 1 }), [[7, 300]]);
  // Keras refuses four channels.
  const alpha: Image = { data: Float32Array.of(200, 100, 50, 9), shape: [1, 1, 4] };
  assertClose(await always.apply(alpha, { seed: 1 }), [[124.18, 124.18, 124.18, 9]], 1e-3);
});

test('37. degeneration half-way', async () => {
  const layer = new RandomColorDegeneration({ factor: [0.5, 0.5] });
  assertClose(await layer.apply(rgb(200, 100, 50), { seed: 1 }), [[162.09, 112.09, 87.09]], 1e-3);
});

test('inversion is max + min - x (Keras: max - x, so 2 1 0 here)', async () => {
  const layer = new RandomInvert({ factor: [1, 1], valueRange: [-1, 1] });
  assertExact(await layer.apply(gray([-1, 0, 1]), { seed: 1 }), [[1, 0, -1]]);
});

test('38. solarization: the default, and a threshold with an addition', async () => {
  assertExact(await new Solarization().apply(P, { seed: 1 }), [PIXELS.map((value) => 255 - value)]);
  const wanted = [20, 30, 40, 45, 110, 60, 10, 10, 10, 0, 0, 0, 117, 117, 117, 100, 45, 125];
  assertExact(await solarize(10, 128, P), [wanted]);
});

test('38. the threshold itself inverts', async () => {
  assertExact(await solarize(0, 128, gray([127, 128, 129])), [[127, 127, 126]]);
});

test('38. the lower ends of pairs are fractions too (Keras takes them as values)', async () => {
  const layer = new Solarization({ additionFactor: [0.2, 0.2], thresholdFactor: [0.6, 0.6] });
  // 51 added, inverted from 153 on.
  assertExact(await layer.apply(gray([10, 101, 102, 150]), { seed: 1 }), [[61, 152, 102, 54]]);
});

test('39. posterization of 0..255 by hand, and on 0..1', async () => {
  const ramp = Array.from({ length: 256 }, (_, i) => i);
  for (let bits = 1; bits <= 8; bits++) {
    const masked = ramp.map((value) => value & ((0xff << (8 - bits)) & 0xff));
    const layer = new RandomPosterization({ factor: [bits, bits] });
    assertExact(await layer.apply(gray(ramp), { seed: 1 }), [masked]);
    const unit = new RandomPosterization({ factor: [bits, bits], valueRange: [0, 1] });
    assertClose(await unit.apply(gray(onUnit(ramp)), { seed: 1 }), [onUnit(masked)], 1e-6);
  }
  const three = new RandomPosterization({ factor: [3, 3], valueRange: [0, 1] });
  assertClose(await three.apply(gray(onUnit([200, 50])), { seed: 1 }), [[0.75294, 0.12549]], 1e-5);
});

test('39. one number never draws itself, but 1', async () => {
  const values = new Set<number>();
  const white = { data: new Uint8Array(400).fill(255), shape: [400, 1, 1, 1] as const };
  for (const value of (await new RandomPosterization({ factor: 4 }).apply(white, { seed: 1 })).data) values.add(value);
  assert.equal([...values].sort(), [128, 192, 224]);
  const one = await new RandomPosterization({ factor: 1 }).apply(white, { seed: 1 });
  assert.ok(one.data.every((value) => value === 128));
});

test('40. auto contrast: a channel, a constant, NaN, an empty batch', async () => {
  assertClose(await new AutoContrast().apply(gray(SIX)), [[0, 85, 85, 255, 0, 42.5]], 1e-3);
  assertExact(await new AutoContrast().apply(gray([7, 7, 7])), [[7, 7, 7]]);
  assertExact(await new AutoContrast().apply(gray([1, NaN, 9])), [[1, NaN, 9]]);
  const empty = await new AutoContrast().apply({ data: new Float32Array(0), shape: [0, 2, 2, 3] });
  assert.equal(empty.shape, [0, 2, 2, 3]);
});

test('41. equalization: one image, images that Keras counts together, few bins, one level', async () => {
  const layer = new Equalization();
  assertExact(await layer.apply(gray(SIX)), [[0, 191, 191, 255, 0, 64]]);
  const pair = { data: Float32Array.of(0, 10, 20, 30, 100, 150, 200, 250), shape: [2, 1, 4, 1] as const };
  assertExact(await layer.apply(pair), [[0, 85, 170, 255, 0, 85, 170, 255]]);
  const few = new Equalization({ bins: 4, valueRange: [0, 1] });
  assertClose(await few.apply(gray(onUnit(SIX))), [[0, 0.66667, 0.66667, 1, 0, 0]], 1e-5);
  assertExact(await layer.apply(gray([9, 9, 9])), [[9, 9, 9]]);
  const empty = await layer.apply({ data: new Float32Array(0), shape: [0, 2, 2, 3] });
  assert.equal(empty.shape, [0, 2, 2, 3]);
});

test.run();
