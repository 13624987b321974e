// A turn by some degrees and a zoom by 1.1, as layers and as a step.
import { type Layer, RandomRotation, RandomZoom } from '../../src/index.js';
import type { FillMode, ImageShape } from '../../src/types.js';
import type { Step } from '../op.js';
import { compose, rotation, zoom } from '../ops/maps.js';

const SCALE = 1.1;

export function turnLayers(degrees: number, fillMode: FillMode, dtype: 'input' | 'float32' = 'input'): Layer[] {
  const shared = { fillMode, dtype };
  const [turns, more] = [degrees / 360, SCALE - 1];
  return [
    new RandomRotation({ factor: [turns, turns], ...shared }),
    new RandomZoom({ heightFactor: [more, more], widthFactor: [more, more], ...shared }),
  ];
}

export function turnStep(degrees: number, fillMode: FillMode, shape: ImageShape): Extract<Step, { kind: 'warp' }> {
  const map = compose(rotation((degrees / 180) * Math.PI, shape), zoom(SCALE, SCALE, shape));
  return { kind: 'warp', map, fillMode };
}
