// A pipeline without a native part: every image is [1, 2, 1] and holds its draw index and its epoch.
import { basename } from 'node:path';
import type { BatchCompanions, SampleCompanions } from '../../src/data/companions.js';
import type { DatasetHost, DatasetResize } from '../../src/data/host.js';
import type { RunnerSpec, SampleKey } from '../../src/data/runner.js';
import { makeError } from '../../src/errors.js';
import type { Image } from '../../src/types.js';

export interface RunCall {
  name: string;
  key: SampleKey;
}

export interface HostDouble extends DatasetHost {
  /** What was asked of the engine, in order. */
  runners: { resize: DatasetResize; spec: RunnerSpec }[];
  runs: RunCall[];
  /** Runs under way now, and the most there ever were. */
  active: number;
  mostActive: number;
  /** File names that fail with E_CORRUPT. */
  broken: Set<string>;
  /** How long a sample takes; default one turn of the event loop. */
  delay: (key: SampleKey, signal?: AbortSignal) => Promise<void>;
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export function hostDouble(seed = 7): HostDouble {
  const host: HostDouble = {
    seed,
    supersede: false,
    runners: [],
    runs: [],
    active: 0,
    mostActive: 0,
    broken: new Set(),
    delay: turn,
    arrayMemory: (_dtype, length) => ({ data: new Float32Array(length), dtype: 'float32' }),
    tensorMemory: (_dtype, length) => ({ data: new Float32Array(length), dtype: 'float32' }),
    createRunner(resize, spec) {
      host.runners.push({ resize, spec });
      return {
        outputSpec: () => ({ shape: [1, 2, 1], dtype: 'float32' }),
        async run(source, target, offset, key, signal) {
          const name = 'path' in source ? basename(source.path) : 'memory';
          host.runs.push({ name, key });
          host.mostActive = Math.max(host.mostActive, ++host.active);
          await host.delay(key, signal);
          host.active--;
          signal?.throwIfAborted();
          if (host.broken.has(name)) throw makeError('E_CORRUPT', `${name}: no pixels`);
          (target as Float32Array).set('image' in source ? memoryPixels(source.image) : [key.index, key.epoch], offset);
          return source.companions;
        },
        collect: (moved) => collected(moved as SampleCompanions[]),
      };
    },
  };
  return host;
}

/** Boxes and keypoints as they were; of masks the number in the name of their file, twice. */
function collected(moved: readonly SampleCompanions[]): BatchCompanions {
  const [first] = moved;
  const numbers = moved.flatMap(({ mask = '' }) => Array(2).fill(Number(/(\d+)\.\w+$/.exec(mask)?.[1])));
  const labels = moved.map(({ boxes }) => [...(boxes?.labels ?? [])]);
  return {
    ...(first?.mask ? { masks: { data: Uint8Array.from(numbers), shape: [moved.length, 1, 2, 1] } } : {}),
    ...(first?.boxes
      ? {
          boxes: {
            boxes: moved.map(({ boxes }) => (boxes?.boxes ?? []).map((box) => [...box])),
            ...(first.boxes.labels ? { labels } : {}),
          },
        }
      : {}),
    ...(first?.keypoints ? { keypoints: moved.map(({ keypoints = [] }) => keypoints.map((point) => [...point])) } : {}),
  };
}

/** Images in memory keep their first value, so that tests can tell them from files. */
function memoryPixels(image: Image): number[] {
  return [image.data[0] as number, -1];
}
