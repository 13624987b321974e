// The forms that boxes come in, the options of the pipeline about them, and the plain functions.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { boundingBoxes as functions, ImagePipeline, Lambda, RandomFlip } from '../../src/index.js';
import { near, throws } from '../layers/support.js';
import { batch, flipped, image, rotate, run, translate } from './support.js';

const padded = (
  format: string,
  dtype: typeof Float32Array | typeof Int32Array | typeof Float64Array = Float32Array,
) => ({
  boxes: {
    data: dtype.from([0, 0, 2, 2, -1, -1, -1, -1, 1, 1, 2, 2, 3, 0, 4, 1, 0, 0, 4, 4, -1, -1, -1, -1]),
    shape: [2, 3, 4],
  },
  labels: { data: Int32Array.of(5, -1, 6, 7, 8, -1), shape: [2, 3] },
  format,
});

test('dense boxes keep their shape: dropped rows become -1 with label -1', async () => {
  const { boundingBoxes } = await run([translate(0, 0.25)], { images: batch(2, 4, 4), boundingBoxes: padded('xyxy') });
  const expected = [1, 0, 3, 2, -1, -1, -1, -1, 2, 1, 3, 2, -1, -1, -1, -1, 1, 0, 4, 4, -1, -1, -1, -1];
  assert.equal(boundingBoxes.boxes, { data: Float32Array.from(expected), shape: [2, 3, 4] });
  assert.equal(boundingBoxes.labels, { data: Int32Array.of(5, -1, 6, -1, 8, -1), shape: [2, 3] });
});

test('dense boxes of one image, of integers, of float64, and without labels', async () => {
  const one = { data: Int32Array.of(0, 0, 2, 2), shape: [1, 4] };
  const { boundingBoxes } = await flipped({ images: image(4, 4), boundingBoxes: { boxes: one, format: 'xyxy' } });
  assert.equal(boundingBoxes, { boxes: { data: Float32Array.of(2, 0, 4, 2), shape: [1, 4] }, format: 'xyxy' });
  const double = { data: Float64Array.of(0.1, 0, 2, 2), shape: [1, 4] };
  const exact = await flipped({ images: image(4, 4), boundingBoxes: { boxes: double, format: 'xyxy' } });
  assert.equal(exact.boundingBoxes.boxes, { data: Float64Array.of(2, 0, 3.9, 2), shape: [1, 4] });
});

test('padding is known by label -1 or by four times -1, in ragged boxes too', async () => {
  const zeros = {
    boxes: { data: new Float32Array(8).fill(0, 0, 4).fill(1, 4), shape: [2, 4] },
    labels: { data: Float32Array.of(-1, 3), shape: [2] },
  };
  zeros.boxes.data.set([1, 1, 3, 2], 4);
  const { boundingBoxes } = await flipped({ images: image(4, 4), boundingBoxes: { ...zeros, format: 'xyxy' } });
  assert.equal([...boundingBoxes.boxes.data], [-1, -1, -1, -1, 1, 1, 3, 2]);
  assert.equal([...boundingBoxes.labels.data], [-1, 3]);
  const boxes = [[-1, -1, -1, -1], [0, 0, 1, 1], [0, 0, 0, 0]]; // biome-ignore format: a table
  const ragged = { boxes, labels: [4, 5, -1], format: 'xywh' };
  const result = await flipped({ images: image(4, 4), boundingBoxes: ragged });
  assert.equal(result.boundingBoxes, { boxes: [[3, 0, 1, 1]], labels: [5], format: 'xywh' });
});

test('unsigned labels of dense boxes become int32, which has -1', async () => {
  const labels = { data: Uint8Array.of(200, 3), shape: [2] };
  const boxes = { data: Float32Array.of(3, 0, 4, 1, 0, 0, 1, 1), shape: [2, 4] };
  const sample = { images: image(4, 4), boundingBoxes: { boxes, labels, format: 'xyxy' } };
  const { boundingBoxes } = await run([translate(0, 0.5)], sample);
  assert.equal(boundingBoxes.labels as unknown, { data: Int32Array.of(-1, 3), shape: [2] });
});

test('dense instance masks keep their channels; that of a dropped box becomes 0', async () => {
  const masks = { data: new Uint8Array(2 * 16 * 3), shape: [2, 4, 4, 3] };
  masks.data.fill(9);
  const sample = { images: batch(2, 4, 4), boundingBoxes: { ...padded('xyxy'), masks } };
  const { boundingBoxes } = await run([translate(0, 0.25)], sample);
  assert.equal(boundingBoxes.masks.shape, [2, 4, 4, 3]);
  const at = (n: number, x: number) => [...boundingBoxes.masks.data.subarray((n * 16 + x) * 3, (n * 16 + x) * 3 + 3)];
  // Columns 1 to 3 show the mask. Rows that were padding, and what was dropped, have none.
  assert.equal(at(0, 0), [0, 0, 0]);
  assert.equal(at(0, 1), [9, 0, 9]);
  assert.equal(at(1, 3), [0, 9, 0]);
});

test('the format of the data wins over that of the pipeline', async () => {
  const options = { boundingBoxes: { format: 'xywh' } };
  const own = { boxes: [[1, 0, 2, 1]], format: 'xyxy' };
  assert.equal((await flipped({ images: image(4, 4), boundingBoxes: own }, 1, options)).boundingBoxes.boxes, [
    [2, 0, 3, 1],
  ]);
  const none = { boxes: [[1, 0, 2, 1]] };
  const result = await flipped({ images: image(4, 4), boundingBoxes: none }, 1, options);
  assert.equal(result.boundingBoxes, { boxes: [[1, 0, 2, 1]] });
});

const half = { images: image(4, 4), boundingBoxes: { boxes: [[2, 0, 4, 4], [0, 0, 1, 1]], format: 'xyxy' } }; // biome-ignore format: a table
const moved = async (boundingBoxes: object) =>
  (await run([translate(0, 0.25)], half, { boundingBoxes })).boundingBoxes.boxes;

test('clip: boxes are cut at the border unless told otherwise', async () => {
  assert.equal(await moved({}), [[3, 0, 4, 4], [1, 0, 2, 1]]); // biome-ignore format: a table
  assert.equal(await moved({ clip: false }), [[3, 0, 5, 4], [1, 0, 2, 1]]); // biome-ignore format: a table
});

test('minArea and minVisibility: what is left must be at least that', async () => {
  for (const clip of [true, false]) {
    assert.is((await moved({ clip, minArea: 4 })).length, 1);
    assert.is((await moved({ clip, minArea: 4.001 })).length, 0);
    assert.is((await moved({ clip, minArea: 1 })).length, 2);
    assert.is((await moved({ clip, minVisibility: 0.5 })).length, 2);
    assert.equal(await moved({ clip, minVisibility: 0.501 }), [[1, 0, 2, 1]]);
    assert.equal(await moved({ clip, minVisibility: 1 }), [[1, 0, 2, 1]]);
  }
});

test('visibility over several native parts is that of the box as it came', async () => {
  const step = () => new Lambda({ function: (one) => one });
  // [2, 4] of 4 columns: 1 of 2 is left after the first, nothing more is lost by the second.
  const layers = () => [translate(0, 0.25, { name: 'a' }), step(), translate(0, -0.25, { name: 'b' })];
  for (const clip of [true, false]) {
    const left = async (minVisibility: number) =>
      (await run(layers(), half, { boundingBoxes: { clip, minVisibility } })).boundingBoxes.boxes.length;
    assert.is(await left(0.5), 2);
    assert.is(await left(0.6), 1);
  }
  assert.equal((await run(layers(), half)).boundingBoxes.boxes, [[2, 0, 3, 4], [0, 0, 1, 1]]); // biome-ignore format: a table
});

test('boxes partly outside are cut and measured even where nothing moves', async () => {
  const sample = { images: image(4, 4), boundingBoxes: { boxes: [[-2, 0, 2, 2], [5, 5, 6, 6]], format: 'xyxy' } }; // biome-ignore format: a table
  for (const layers of [[], [new Lambda({ function: (one) => one })]]) {
    assert.equal((await run(layers, sample)).boundingBoxes.boxes, [[0, 0, 2, 2]]);
    assert.equal((await run(layers, sample, { boundingBoxes: { minVisibility: 0.51 } })).boundingBoxes.boxes, []);
    assert.equal((await run(layers, sample, { boundingBoxes: { clip: false } })).boundingBoxes.boxes, [[-2, 0, 2, 2]]);
  }
});

test('fuse decides what is lost between two layers, for boxes as for pixels', async () => {
  const there = translate(0, 0.75, { name: 'a' });
  const back = translate(0, -0.75, { name: 'b' });
  const sample = { images: image(4, 4), boundingBoxes: { boxes: [[0, 0, 4, 4]], format: 'xyxy' } };
  assert.equal((await run([there, back], sample)).boundingBoxes.boxes, [[0, 0, 4, 4]]);
  assert.equal((await run([there, back], sample, { fuse: false })).boundingBoxes.boxes, [[0, 0, 1, 4]]);
});

test('at inference boxes stay', async () => {
  const sample = { images: image(4, 4), boundingBoxes: { boxes: [[0, 0, 2, 2]], format: 'xyxy' } };
  assert.equal((await run([rotate(0.1)], sample, {}, { training: false })).boundingBoxes, sample.boundingBoxes);
});

test('options round trip through configs', () => {
  const boundingBoxes = { format: 'centerXywh', clip: false, minArea: 3, minVisibility: 0.25 };
  const pipeline = new ImagePipeline([new RandomFlip()], { seed: 1, role: 'masks', maskFillValue: 255, boundingBoxes });
  const config = JSON.parse(JSON.stringify(pipeline.getConfig()));
  assert.equal(config.boundingBoxes, boundingBoxes);
  assert.equal([config.role, config.maskFillValue], ['masks', 255]);
  assert.equal(ImagePipeline.fromConfig(config).getConfig(), pipeline.getConfig());
  const plain = new ImagePipeline([new RandomFlip()], { seed: 1 }).getConfig();
  assert.equal(Object.keys(plain), ['seed', 'fuse', 'layers']);
});

test('convertFormat: there and back, rows and dense', () => {
  const rows = [[1, 2, 3, 6], [0, 0, 4, 8]]; // biome-ignore format: a table
  const size = { height: 8, width: 4 };
  const formats = ['xyxy', 'yxyx', 'xywh', 'center_xywh', 'center_yxhw', 'rel_xyxy', 'rel_yxyx', 'rel_xywh', 'rel_center_xywh', 'REL_CENTER_YXHW']; // biome-ignore format: a list
  for (const from of formats) {
    for (const to of formats) {
      const there = functions.convertFormat(functions.convertFormat(rows, 'xyxy', from, size), from, to, size);
      const back = functions.convertFormat(there, to, 'xyxy', size);
      for (const [i, row] of back.entries()) near(row, rows[i] as number[], 1e-12);
    }
  }
  assert.equal(functions.convertFormat([[1, 2, 3, 6]], 'xyxy', 'relCenterXywh', size), [[0.5, 0.5, 0.5, 0.5]]);
  const dense = { data: Uint8Array.of(1, 2, 3, 6, 0, 0, 4, 8), shape: [1, 2, 4] };
  assert.equal(functions.convertFormat(dense, 'xyxy', 'xywh') as unknown, {
    data: Float32Array.of(1, 2, 2, 4, 0, 0, 4, 8),
    shape: [1, 2, 4],
  });
  // rel to rel needs no sizes.
  assert.equal(functions.convertFormat([[0.25, 0, 0.75, 1]], 'rel_xyxy', 'rel_xywh'), [[0.25, 0, 0.5, 1]]);
});

test('clipToImage in every kind of format', () => {
  const size = { height: 4, width: 6 };
  assert.equal(functions.clipToImage([[-1, 2, 9, 9], [7, 0, 8, 1]], size), [[0, 2, 6, 4], [6, 0, 6, 1]]); // biome-ignore format: a table
  assert.equal(functions.clipToImage([[0.5, -0.5, 0.75, 1]], { ...size, format: 'relXywh' }), [[0.5, 0, 0.5, 0.5]]);
});

test('wrong arguments of the functions', () => {
  const convert = functions.convertFormat as (...args: unknown[]) => unknown;
  throws(
    () => convert([[0, 0, 1, 1]], 'xyxy', 'rel_xyxy'),
    'E_TYPE',
    'convertFormat: height must be an integer >= 1; received undefined',
  );
  throws(
    () => convert([[0, 0, 1, 1]], 'xyxy', 'rel_xyxy', { height: 4, width: 0 }),
    'E_SIZE',
    'convertFormat: width must be an integer >= 1; received 0',
  );
  throws(
    () => convert([[0, 0, 1]], 'xyxy', 'xywh'),
    'E_SHAPE',
    'convertFormat: boxes[0] must be a row of 4 numbers; received [0, 0, 1]',
  );
  throws(
    () => convert({ data: new Float32Array(3), shape: [3] }, 'xyxy', 'xywh'),
    'E_SHAPE',
    'convertFormat: boxes must have the shape [..., 4]; received [3]',
  );
  throws(
    () => convert([], 'xyzw', 'xywh'),
    'E_ENUM',
    "convertFormat: from must be one of 'xyxy', 'yxyx', 'xywh', 'centerXywh', 'centerYxhw', 'relXyxy', 'relYxyx', 'relXywh', 'relCenterXywh', 'relCenterYxhw'; received \"xyzw\"",
  );
  throws(
    () => convert([[0, 0, NaN, 1]], 'xyxy', 'xywh'),
    'E_NONFINITE',
    'convertFormat: boxes[0][2] must be a finite number; received NaN',
  );
  throws(
    () => convert([], 'xyxy', 'xywh', { heigth: 3 }),
    'E_OPTION',
    'convertFormat: unknown option "heigth"; did you mean height?',
  );
});

test.run();
