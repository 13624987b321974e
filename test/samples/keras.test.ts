// The format of boxes in documents of Keras.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline } from '../../src/index.js';
import { failsWith } from '../support/errors.js';

const layer = (className: string, bounding_box_format?: string | null) => ({
  class_name: className,
  config: { name: className.toLowerCase(), ...(bounding_box_format === undefined ? {} : { bounding_box_format }) },
});
const formatOf = (document: unknown, options?: object) =>
  ImagePipeline.fromKeras(document, options).getConfig().boundingBoxes;

test('bounding_box_format of the layers becomes the format of the pipeline', () => {
  assert.equal(formatOf([layer('RandomFlip', 'rel_xywh'), layer('RandomZoom', null)].slice(0, 1)), {
    format: 'relXywh',
  });
  assert.equal(formatOf({ class_name: 'Pipeline', config: { layers: [layer('RandomFlip', 'XYXY')] } }), {
    format: 'xyxy',
  });
  const nested = { class_name: 'Sequential', config: { layers: [{ class_name: 'Pipeline', config: { layers: [layer('RandomFlip', 'yxyx')] } }] } }; // biome-ignore format: a document
  assert.equal(formatOf(nested), { format: 'yxyx' });
  assert.is(formatOf([layer('RandomFlip'), layer('RandomFlip', null)].slice(1)), undefined);
});

test('options of the caller win or join', () => {
  const document = [layer('RandomFlip', 'xywh')];
  assert.equal(formatOf(document, { boundingBoxes: { format: 'xyxy' } }), { format: 'xyxy' });
  assert.equal(formatOf(document, { boundingBoxes: { minArea: 4 } }), { format: 'xywh', minArea: 4 });
  assert.is(ImagePipeline.fromKeras(document, { role: 'masks', maskFillValue: 9 }).getConfig().maskFillValue, 9);
});

test('two formats, or none that is known, are errors', async () => {
  const two = [layer('RandomFlip', 'xywh'), { ...layer('RandomCrop', 'xyxy'), config: { height: 2, width: 2, bounding_box_format: 'xyxy' } }]; // biome-ignore format: a document
  await failsWith(() => formatOf(two), 'ArgumentError', 'E_CONFLICT', 'the bounding box formats xywh and xyxy');
  assert.equal(formatOf(two, { boundingBoxes: { format: 'xyxy' } }), { format: 'xyxy' });
  await failsWith(
    () => formatOf([layer('RandomFlip', 'coco')]),
    'ArgumentError',
    'E_ENUM',
    'bounding_box_format must be one of',
  );
  await failsWith(
    () => formatOf([layer('RandomFlip', 'xywh')], { boundingBoxes: 3 }),
    'ArgumentError',
    'E_TYPE',
    'boundingBoxes',
  );
});

test.run();
