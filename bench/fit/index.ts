// The fit of a whitening: ours against ImageDataGenerator.fit() of Keras, each in a process of its own; first that both are
// right. Keras is timed with fewer images and extrapolated, because all of them in float32, twice, take too long.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImageShape } from '../../src/types.js';
import { peersPython } from '../contenders/environment.js';
import { machineLine } from '../machine.js';
import type { FitFound, FitTask } from './child.js';
import { makeNatural } from './images.js';

interface FitRow extends Partial<FitFound> {
  what: string;
  threads: number;
  images: number;
  extrapolated?: boolean;
}

interface Sizes {
  shape: ImageShape;
  ours: number;
  keras: readonly [number, number];
  batch: number;
  repeats: number;
}

// Keras' SVD costs N D^2 from N = D on, so both of its sizes are above that.
const THOROUGH: Sizes = { shape: [32, 32, 3], ours: 50000, keras: [4000, 6000], batch: 256, repeats: 15 };
const QUICK: Sizes = { shape: [16, 16, 3], ours: 2000, keras: [1000, 1500], batch: 64, repeats: 5 };
const CHECK = { shape: [16, 16, 3] as const, count: 1500, batch: 32 };
const EPSILON = 1e-6;
/** Of the largest value: products of 768 terms in float32, whose absolute values sum to about 100 times the result. */
const OUR_LIMIT = 768 * 100 * 2 ** -24;

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
const PEER = fileURLToPath(new URL('../../scripts/bench-peers/fit_idg.py', import.meta.url));

function ask(command: string, args: string[], environment: NodeJS.ProcessEnv = {}): FitFound {
  const { status, stdout } = spawnSync(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command} ${args[0]} failed`);
  return JSON.parse(stdout.trim().split('\n').at(-1) as string) as FitFound;
}

const ours = (task: FitTask) => ask(process.execPath, ['--import', 'tsx', CHILD, JSON.stringify(task)]);

class Peer {
  constructor(
    private readonly python: string,
    private readonly images: string,
  ) {}

  ask(task: Partial<FitTask> & { do: 'fit' | 'product' | 'exact'; threads: number }): FitFound {
    const threads = String(task.threads);
    const environment = { OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads, CUDA_VISIBLE_DEVICES: '-1' };
    const whole = { ...task, epsilon: EPSILON, images: this.images, cpu: cpus().length - 1 };
    return ask(this.python, ['-B', '-W', 'ignore', PEER, JSON.stringify(whole)], {
      ...environment,
      KERAS_BACKEND: 'tensorflow',
    });
  }
}

function floats(path: string): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(path)).buffer);
}

/** Largest errors against float64, over the largest value. */
function accuracy(python: string | undefined, folder: string): { ours: number; keras: number } | undefined {
  if (python === undefined) return undefined;
  const { shape, count, batch } = CHECK;
  const path = (name: string) => join(folder, name);
  writeFileSync(path('check'), makeNatural(count, shape));
  const peer = new Peer(python, path('check'));
  const task = { shape, count, batch, epsilon: EPSILON, threads: 1, repeats: 1 };
  peer.ask({ do: 'exact', ...task, results: path('exact') });
  peer.ask({ do: 'fit', ...task, results: path('keras') });
  ours({ ...task, results: path('ours') });
  const exact = new Float64Array(new Uint8Array(readFileSync(path('exact'))).buffer);
  const largest = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const errorOf = (found: Float32Array) =>
    exact.reduce((most, value, i) => Math.max(most, Math.abs((found[i] as number) - value)), 0) / largest;
  return { ours: errorOf(floats(path('ours'))), keras: errorOf(floats(path('keras'))) };
}

function kerasRows(peer: Peer, sizes: Sizes, threads: number): FitRow[] {
  const { shape, keras, batch, repeats } = sizes;
  const [few, many] = keras.map((count) => peer.ask({ do: 'fit', threads, shape, count, batch, repeats })) as [
    FitFound,
    FitFound,
  ];
  // A busy machine can make more images take less time; then the larger run alone is a lower bound.
  const perImage = (from: number, to: number) => Math.max(0, to - from) / (keras[1] - keras[0]);
  const rest = sizes.ours - keras[1];
  const what = 'Keras ImageDataGenerator.fit';
  return [
    { what, threads, images: keras[0], ...few },
    { what, threads, images: keras[1], ...many },
    {
      ...{ what, threads, images: sizes.ours, extrapolated: true },
      seconds: many.seconds + rest * perImage(few.seconds, many.seconds),
      peakBytes: many.peakBytes + rest * perImage(few.peakBytes, many.peakBytes),
    },
  ];
}

function line({ what, threads, images, extrapolated, seconds, peakBytes, imagesPerSecond, gflops }: FitRow): string {
  const number = (value: number | undefined, digits: number) => (value === undefined ? '' : value.toFixed(digits));
  const cells = [String(threads), String(images), number(seconds, 2), number(peakBytes && peakBytes / 1e6, 0)];
  const rates = [number(imagesPerSecond, 0), number(gflops, 1)];
  const row = `${what.padEnd(30)}${[...cells, ...rates].map((cell) => cell.padStart(11)).join('')}`;
  return extrapolated ? `${row}  extrapolated in the number of images` : row.trimEnd();
}

/** False when our result is not right. */
export async function benchFit({ quick, json }: { quick: boolean; json: boolean }): Promise<boolean> {
  const sizes = quick ? QUICK : THOROUGH;
  const { shape, batch, repeats } = sizes;
  const environment = peersPython('main');
  if ('reason' in environment) console.error(`without the Python peers: ${environment.reason}`);
  const python = 'python' in environment ? environment.python : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'bench-fit-'));
  const rows: FitRow[] = [];
  const add = (row: FitRow) => {
    rows.push(row);
    if (!json) console.log(line(row));
  };
  try {
    const errors = accuracy(python, folder);
    const machine = machineLine(`${availableParallelism()} threads`, {});
    const right = errors === undefined || errors.ours <= OUR_LIMIT;
    if (!json) {
      const said = errors ? `${errors.ours.toExponential(1)}; of Keras ${errors.keras.toExponential(1)}` : 'not known';
      console.log(`${machine}\nimages of ${shape.join('x')} uint8; max error against float64, relative: ${said}\n`);
      console.log(
        `${''.padEnd(30)}${['threads', 'images', 'seconds', 'peak MB', 'images/s', 'GFLOP/s'].map((cell) => cell.padStart(11)).join('')}`,
      );
    }
    if (!right) return false;
    writeFileSync(join(folder, 'images'), makeNatural(sizes.keras[1], shape));
    const peer = python === undefined ? undefined : new Peer(python, join(folder, 'images'));
    for (const threads of new Set([1, availableParallelism()])) {
      const found = ours({ count: sizes.ours, shape, threads, epsilon: EPSILON, batch, repeats });
      add({ what: 'ours', threads, images: sizes.ours, ...found });
      if (!peer) continue;
      add({
        what: 'NumPy product',
        threads,
        images: batch,
        ...peer.ask({ do: 'product', threads, shape, count: 1, batch, repeats }),
      });
      for (const row of kerasRows(peer, sizes, threads)) add(row);
    }
    if (json) console.log(JSON.stringify({ machine, errors, rows }, null, 2));
    return right;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
