// Masks, boxes and keypoints against the pixels, on random pipelines. The image holds its own coordinates, so what comes
// out tells where every pixel came from, and the mask, which reads 0 outside, tells what was lost on the way. From those
// two alone the test knows where points and boxes have to be.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Applied, ImagePipeline } from '../../src/index.js';
import { type Case, makeCase, type Pair, type Row, sampleOf } from './random-case.js';

const PIPELINES = 1000;
/** Steps across a box when its visible part is found. */
const STEPS = 96;
/** Keypoints are within this of where the pixels say they are. */
const POINT_TOLERANCE_PIXELS = 0.02;
/** Pixels whose coordinates an affine map explains so well are the ground truth. */
const FIT_TOLERANCE_PIXELS = 0.002;
const MAX_ROUNDS = 30;

type Output = Applied<ReturnType<typeof sampleOf>>;

/** x_out = a x + b y + c, and y_out likewise, from source to output. */
interface Affine {
  x: readonly [number, number, number];
  y: readonly [number, number, number];
}

/** Least squares of targets over (x, y, 1); undefined where the pixels lie on a line. */
function solve(rows: readonly (readonly [number, number])[], targets: readonly number[]) {
  const m = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  const v = [0, 0, 0];
  rows.forEach(([x, y], i) => {
    const r = [x, y, 1];
    for (let a = 0; a < 3; a++) {
      v[a] = (v[a] as number) + (r[a] as number) * (targets[i] as number);
      for (let b = 0; b < 3; b++) m[3 * a + b] = (m[3 * a + b] as number) + (r[a] as number) * (r[b] as number);
    }
  });
  const det = (n: readonly number[]) => {
    const [a, b, c, d, e, f, g, h, i] = n as [number, number, number, number, number, number, number, number, number];
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  };
  const whole = det(m);
  if (Math.abs(whole) < 1e-3 * rows.length ** 3) return undefined;
  const part = (column: number) =>
    det(m.map((entry, i) => (i % 3 === column ? (v[Math.floor(i / 3)] as number) : entry)));
  return [part(0) / whole, part(1) / whole, part(2) / whole] as const;
}

/** What the pixels of the result say. */
class Pixels {
  readonly height: number;
  readonly width: number;

  constructor(
    readonly source: Case,
    readonly output: Output,
  ) {
    [this.height, this.width] = output.images.shape;
  }

  /** Whether the pixel shows something of the source; nothing outside the result does. */
  shows(x: number, y: number): boolean {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return false;
    return this.output.segmentationMasks.data[y * this.width + x] !== 0;
  }

  /** Whether all or some pixels within `radius` show something. */
  around(x: number, y: number, radius: number, quantifier: 'every' | 'some'): boolean {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        const shows = this.shows(column + dx, row + dy);
        if (quantifier === 'some' && shows) return true;
        if (quantifier === 'every' && !shows) return false;
      }
    }
    return quantifier === 'every';
  }

  /** Coordinates that the image holds at a pixel; undefined where something else was blended in. */
  cameFrom(x: number, y: number): [number, number] | undefined {
    const at = 2 * (y * this.width + x);
    const [u, v] = [this.output.images.data[at] as number, this.output.images.data[at + 1] as number];
    const { width, height } = this.source;
    return u > 2 && v > 2 && u < width - 2 && v < height - 2 ? [u, v] : undefined;
  }

  /** From source to output, fitted to the pixels well inside. */
  fit(): Affine | undefined {
    const rows: Pair[] = [];
    const targets: Pair[] = [];
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const from = this.cameFrom(x, y);
        if (from === undefined || !this.around(x, y, 3, 'every')) continue;
        rows.push(from);
        targets.push([x + 0.5, y + 0.5]);
      }
    }
    return fitWithoutEdges(rows, targets);
  }
}

function fitOnce(rows: readonly Pair[], targets: readonly Pair[]): Affine | undefined {
  if (rows.length < 12) return undefined;
  const x = solve(
    rows,
    targets.map(([tx]) => tx),
  );
  const y = solve(
    rows,
    targets.map(([, ty]) => ty),
  );
  return x && y && { x, y };
}

/** Resizes repeat the edge, where coordinates stand still: what is far off the line of most pixels is left out. */
function fitWithoutEdges(rows: readonly Pair[], targets: readonly Pair[]): Affine | undefined {
  let kept = rows.map((_, i) => i);
  for (let round = 0; ; round++) {
    const map = fitOnce(
      kept.map((i) => rows[i] as Pair),
      kept.map((i) => targets[i] as Pair),
    );
    if (map === undefined) return undefined;
    const errors = kept.map((i) => {
      const [[px, py], [tx, ty]] = [rows[i] as Pair, targets[i] as Pair];
      const [x, y] = through(map, px, py);
      return Math.hypot(x - tx, y - ty);
    });
    if (Math.max(...errors) < FIT_TOLERANCE_PIXELS) return map;
    if (round === MAX_ROUNDS) return undefined;
    const median = [...errors].sort((a, b) => a - b)[errors.length >> 1] as number;
    kept = kept.filter((_, i) => (errors[i] as number) <= 2 * median);
  }
}

function through({ x, y }: Affine, px: number, py: number): [number, number] {
  return [x[0] * px + x[1] * py + x[2], y[0] * px + y[1] * py + y[2]];
}

/** Extents of the points of a box that `shows` takes; undefined without any. */
function extents(box: Row, map: Affine, shows: (x: number, y: number) => boolean): Row | undefined {
  const found: Row = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i <= STEPS; i++) {
    for (let k = 0; k <= STEPS; k++) {
      const px = box[0] + ((box[2] - box[0]) * i) / STEPS;
      const py = box[1] + ((box[3] - box[1]) * k) / STEPS;
      const [x, y] = through(map, px, py);
      if (!shows(x, y)) continue;
      found[0] = Math.min(found[0], x);
      found[1] = Math.min(found[1], y);
      found[2] = Math.max(found[2], x);
      found[3] = Math.max(found[3], y);
    }
  }
  return found[0] === Infinity ? undefined : found;
}

const counts = { fitted: 0, points: 0, boxes: 0, dropped: 0, masks: 0 };

function check(source: Case, output: Output, where: string): void {
  const pixels = new Pixels(source, output);
  const map = pixels.fit();
  if (map === undefined) return;
  counts.fitted++;
  const passes = source.config.layers.length;
  const scale = Math.max(1, Math.hypot(map.x[0], map.y[0]), Math.hypot(map.x[1], map.y[1]));
  const slack = POINT_TOLERANCE_PIXELS;
  // Nearest masks of several passes are off by up to half a pixel each.
  const radius = 1 + Math.ceil(0.5 * scale * (passes - 1));
  source.points.forEach(([px, py], i) => {
    const [x, y, visible] = output.keypoints[i] as [number, number, number];
    const [ex, ey] = through(map, px, py);
    // Far outside, the fit is stretched.
    const outside = Math.max(1, Math.abs(ex / pixels.width), Math.abs(ey / pixels.height));
    assert.ok(
      Math.hypot(x - ex, y - ey) <= slack * outside,
      `${where}: point ${i} at ${x}, ${y}; the pixels say ${ex}, ${ey}`,
    );
    if (pixels.around(ex, ey, radius, 'every')) assert.is(visible, 1, `${where}: point ${i} is in the image`);
    if (!pixels.around(ex, ey, radius, 'some')) assert.is(visible, 0, `${where}: point ${i} is lost`);
    counts.points++;
  });
  source.boxes.forEach((box, i) => {
    const least = extents(box, map, (x, y) => pixels.around(x, y, radius, 'every'));
    const most = extents(box, map, (x, y) => pixels.around(x, y, radius, 'some'));
    const found = output.boundingBoxes.boxes[output.boundingBoxes.labels.indexOf(i)];
    if (!found) {
      assert.is(least, undefined, `${where}: box ${i} was dropped; the pixels show ${least}`);
      counts.dropped++;
      return;
    }
    assert.ok(most, `${where}: box ${i} is at ${found}; the pixels show nothing of it`);
    const step = (Math.max(box[2] - box[0], box[3] - box[1]) / STEPS) * scale * 2 + slack;
    const [x1, y1, x2, y2] = most as Row;
    assert.ok(
      found[0] >= x1 - step && found[1] >= y1 - step && found[2] <= x2 + step && found[3] <= y2 + step,
      `${where}: box ${i} at ${found} is larger than ${most}`,
    );
    const inner = least ?? ([found[0], found[1], found[0], found[1]] as Row);
    assert.ok(
      found[0] <= inner[0] + slack &&
        found[1] <= inner[1] + slack &&
        found[2] >= inner[2] - slack &&
        found[3] >= inner[3] - slack,
      `${where}: box ${i} at ${found} is smaller than ${least}`,
    );
    counts.boxes++;
  });
  checkMask(source, pixels, passes, scale, where);
}

/** The pixel of the source that the mask names is the one whose coordinates the image holds. */
function checkMask(source: Case, pixels: Pixels, passes: number, scale: number, where: string): void {
  const tolerance = 0.51 + (passes - 1) * 0.75 * scale;
  const ids = pixels.output.segmentationMasks.data;
  for (let y = 0; y < pixels.height; y++) {
    for (let x = 0; x < pixels.width; x++) {
      const from = pixels.cameFrom(x, y);
      const id = ids[y * pixels.width + x] as number;
      if (from === undefined || id === 0) continue;
      const [u, v] = [((id - 1) % source.width) + 0.5, Math.floor((id - 1) / source.width) + 0.5];
      const far = Math.max(Math.abs(u - from[0]), Math.abs(v - from[1]));
      if (far > tolerance) {
        // A resize that averages shows the middle of several pixels; its mask shows one of them.
        const shrinks = source.config.layers.some(
          ({ className }) => className === 'Resizing' || /Height|Width/.test(className),
        );
        assert.ok(
          shrinks && far <= tolerance + 2,
          `${where}: mask pixel ${x}, ${y} shows ${u}, ${v}; the image ${from}`,
        );
      }
      counts.masks++;
    }
  }
}

test(`${PIPELINES} random pipelines: masks, boxes and keypoints are where the pixels are`, async () => {
  for (let seed = 1; seed <= PIPELINES; seed++) {
    const source = makeCase(seed);
    const pipeline = ImagePipeline.fromConfig(source.config);
    const output = await pipeline.apply(sampleOf(source), { epoch: 0 });
    const where = `seed ${seed}: ${JSON.stringify(source.config)}`;
    check(source, output, where);
    assert.equal(pipeline.applySync(sampleOf(source), { epoch: 0 }), output, where);
  }
  // The oracle must have had something to say.
  assert.ok(counts.fitted > 0.7 * PIPELINES, JSON.stringify(counts));
  assert.ok(
    counts.boxes > 2 * PIPELINES && counts.points > 4 * PIPELINES && counts.dropped > 50,
    JSON.stringify(counts),
  );
  assert.ok(counts.masks > 100 * PIPELINES, JSON.stringify(counts));
});

test.run();
