// Random pipelines of geometric layers, and samples whose pixels say where they came from.
import type { LayerConfig } from '../../src/index.js';
import { generator } from '../conformance/random-program.js';

/** Of the image, outside: far from every coordinate, so that a pixel into which it was blended is known. */
const OUTSIDE = 1e7;

type Pick = <T>(from: readonly T[]) => T;
export type Pair = [number, number];
export type Row = [number, number, number, number];

export interface Case {
  config: { layers: LayerConfig[]; seed: number; fuse: boolean; maskFillValue: number };
  height: number;
  width: number;
  boxes: Row[];
  points: [number, number, number][];
}

const factor = (pick: Pick) => pick([0, 0.1, 0.25, 0.5]);
// Bilinear reads keep coordinates exact; nearest reads of the image would round them. Masks are always read so.
const BORDER = { interpolation: 'bilinear', fillMode: 'constant', fillValue: OUTSIDE };
const LAYERS: Record<string, (pick: Pick, size: () => number) => Record<string, unknown>> = {
  RandomFlip: (pick) => ({ mode: pick(['horizontal', 'vertical', 'horizontalAndVertical']) }),
  RandomRotation: (pick) => ({ factor: pick([0.02, 0.1, 0.5, [0.25, 0.25]]), ...BORDER }),
  RandomTranslation: (pick) => ({ heightFactor: factor(pick), widthFactor: factor(pick), ...BORDER }),
  RandomZoom: (pick) => ({ heightFactor: factor(pick), widthFactor: factor(pick), ...BORDER }),
  RandomShear: (pick) => ({
    ...(pick([true, false]) ? { xFactor: factor(pick), yFactor: factor(pick) } : { intensity: 25 }),
    ...BORDER,
  }),
  CenterCrop: (_, size) => ({ height: size(), width: size() }),
  RandomCrop: (_, size) => ({ height: size(), width: size() }),
  Resizing: (pick, size) => ({
    height: size(),
    width: size(),
    interpolation: 'bilinear',

    ...pick([{}, {}, { cropToAspectRatio: true }, { padToAspectRatio: true, fillValue: OUTSIDE }]),
    dtype: 'float32',
  }),
  RandomHeight: (pick) => ({ factor: pick([0.3, [0.5, 0.5]]) }),
  RandomWidth: (pick) => ({ factor: pick([0.3, [-0.2, 0.1]]) }),
  // Moves nothing, but ends a pass.
  Rescaling: () => ({ scale: 1 }),
};
const NAMES = Object.keys(LAYERS);

export function makeCase(seed: number): Case {
  const next = generator(seed);
  const pick: Pick = (from) => from[Math.floor(next() * from.length)] as (typeof from)[number];
  const size = () => 16 + Math.floor(next() * 32);
  const layers = Array.from({ length: 1 + Math.floor(next() * 4) }, (_, i) => {
    const className = pick(NAMES);
    return { className, config: { ...LAYERS[className]?.(pick, size), name: `layer${i}` } };
  });
  const [height, width] = [size(), size()];
  const at = (side: number) => next() * side;
  const boxes = Array.from({ length: 4 }, (): Row => {
    const [x, y] = [at(width), at(height)];
    return [x, y, x + 1 + next() * (width - x), y + 1 + next() * (height - y)];
  });
  // Inside the image, where the pixels can tell.
  for (const box of boxes) {
    box[2] = Math.min(box[2], width);
    box[3] = Math.min(box[3], height);
  }
  const points = Array.from({ length: 6 }, (): [number, number, number] => [at(width), at(height), 1]);
  return { config: { layers, seed, fuse: next() < 0.6, maskFillValue: 0 }, height, width, boxes, points };
}

/** A 2-channel image whose pixels hold their own centres, and a mask whose pixels hold their number, from 1. */
export function sampleOf({ height, width, boxes, points }: Case) {
  const data = Float32Array.from({ length: height * width * 2 }, (_, i) =>
    i % 2 === 0 ? ((i >> 1) % width) + 0.5 : Math.floor((i >> 1) / width) + 0.5,
  );
  return {
    images: { data, shape: [height, width, 2] as const },
    segmentationMasks: { data: Int32Array.from({ length: height * width }, (_, i) => i + 1), shape: [height, width] },
    boundingBoxes: { boxes, labels: boxes.map((_, i) => i), format: 'xyxy' },
    keypoints: points,
  };
}
