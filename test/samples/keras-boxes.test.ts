// Boxes as Keras computes them, for what it computes right.
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { boundingBoxes, ImagePipeline } from '../../src/index.js';
import { near } from '../layers/support.js';

type Rows = number[][];

interface Goldens {
  conversions: { size: [number, number]; boxes: Record<string, Rows> }[];
  clips: { size: [number, number]; boxes: Rows; clipped: Rows }[];
  layers: {
    layer: { className: string; config: Record<string, unknown> };
    size: [number, number];
    format: string;
    boxes: Rows[];
    expected: Rows[];
    labels: Rows;
  }[];
}

const goldens = JSON.parse(readFileSync(new URL('./goldens/keras-boxes.json', import.meta.url), 'utf8')) as Goldens;

/** Keras computes in float32, of sides up to 40. */
const TOLERANCE = 2e-5;

test('convert_format between all pairs of formats', () => {
  let pairs = 0;
  for (const { size, boxes } of goldens.conversions) {
    const [height, width] = size;
    for (const [from, rows] of Object.entries(boxes)) {
      for (const [to, expected] of Object.entries(boxes)) {
        const result = boundingBoxes.convertFormat(rows, from, to, { height, width });
        near(result.flat(), expected.flat(), TOLERANCE);
        pairs++;
      }
    }
  }
  assert.is(pairs, 4 * 81);
});

test('clip_to_image_size', () => {
  for (const { size, boxes, clipped } of goldens.clips) {
    const [height, width] = size;
    near(boundingBoxes.clipToImage(boxes, { height, width }).flat(), clipped.flat(), TOLERANCE);
  }
});

/** Draws under which the layer does what Keras was told to do. */
function drawsOf({ className, config }: Goldens['layers'][0]['layer']) {
  if (className !== 'RandomFlip') return [];
  const mode = String(config.mode);
  const values = { horizontal: Number(mode !== 'vertical'), vertical: Number(mode !== 'horizontal') };
  return [{ layer: className, kind: 'flip', values }];
}

test('layers: every box that Keras keeps, at the same place', async () => {
  const classes = new Set<string>();
  for (const { layer, size, format, boxes, expected, labels } of goldens.layers) {
    const [height, width] = size;
    const sample = {
      images: { data: new Uint8Array(2 * height * width), shape: [2, height, width, 1] as const },
      boundingBoxes: {
        boxes: { data: Float32Array.from(boxes.flat(2)), shape: [2, 3, 4] },
        labels: { data: Float32Array.from([0, 1, 2, 3, 4, 5]), shape: [2, 3] },
        format,
      },
    };
    const pipeline = ImagePipeline.fromConfig({ layers: [layer], seed: 1 });
    const stages = drawsOf(layer);
    const random = layer.className === 'RandomTranslation';
    const result = random
      ? await pipeline.apply(sample)
      : await pipeline.replay(sample, [{ stages }, { stages }], { training: layer.className === 'RandomFlip' });
    const found = result.boundingBoxes;
    // Keras leaves the numbers of a box that is lost; here its row is -1. Both give it the label -1.
    assert.equal([...found.labels.data], labels.flat(), JSON.stringify({ layer, size, format }));
    const rows = expected.flat();
    const kept = labels.flat().map((label) => label !== -1);
    const ours = Array.from({ length: rows.length }, (_, i) => [...found.boxes.data.subarray(4 * i, 4 * i + 4)]);
    near(ours.filter((_, i) => kept[i]).flat(), rows.filter((_, i) => kept[i]).flat(), TOLERANCE);
    classes.add(layer.className);
  }
  assert.equal([...classes].sort(), [
    'CenterCrop',
    'MaxNumBoundingBoxes',
    'RandomFlip',
    'RandomTranslation',
    'Resizing',
  ]);
});

test.run();
