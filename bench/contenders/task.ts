// A trial made concrete: the pixels, what is drawn for each image, and what that means in steps.
import { ImagePipeline } from '../../src/index.js';
import type { PixelArray } from '../../src/types.js';
import { decodeAll, jpegFolder } from '../jpeg-folder.js';
import type { Op, Step, Values } from '../op.js';
import { makePixels } from '../pixels.js';
import { opOf, type Trial } from '../trials.js';

const SEED = 42;
/** Draws to look for another one in. */
const OTHERS = 64;

export interface Task {
  trial: Trial;
  op: Op;
  pipeline: ImagePipeline;
  pixels: PixelArray;
  /** Where the images lie as files. */
  folder?: string;
  /** Per image. */
  values: Values[];
  steps: Step[][];
  /** A first index of which one image draws other numbers for the same kinds of steps; 0 when there is none. */
  otherIndex: number;
  resultDtype: 'uint8' | 'float32';
}

/** The lists of steps of which `contender` does one to image `index`. */
export function stepsOf(contender: string, { op, values, steps, trial }: Task, index: number): readonly Step[][] {
  return op.peerSteps?.[contender]?.(values, index, trial.case.shape) ?? [steps[index] ?? []];
}

export async function makeTask(trial: Trial, variant?: string): Promise<Task> {
  const op = opOf(trial);
  const { shape, dtype, count } = trial.case;
  const pipeline = new ImagePipeline(op.layers(shape, variant), { seed: op.seed ?? SEED });
  const { learnsFrom } = op;
  if (learnsFrom !== undefined) {
    const data = makePixels({ shape, dtype, count: learnsFrom });
    await pipeline.adapt({ data, shape: [learnsFrom, ...shape] });
  }
  const valuesOf = ({ stages }: ReturnType<ImagePipeline['sample']>[number]): Values => {
    const named = stages.flatMap((stage, i) =>
      Object.entries(stage.values).flatMap(([name, value]) => [
        [name, value] as const,
        [`${stage.kind}.${name}`, value] as const,
        [`${i}.${stage.kind}.${name}`, value] as const,
      ]),
    );
    return Object.fromEntries(named);
  };
  const values = pipeline.sample(count, { shape }).map(valuesOf);
  const folder = op.fromFolder ? await jpegFolder(trial.case) : undefined;
  const steps = values.map((each, index) => op.steps(each, shape, { index, batch: values }));
  const kindsOf = (each: readonly Step[]) => each.map(({ kind }) => kind).join();
  const kinds = kindsOf(steps[0] ?? []);
  // Another warp would read other pixels, which takes another time.
  const differs = count === 1 && !kinds.includes('warp') && !kinds.includes('perspective');
  const others = differs ? pipeline.sample(OTHERS, { shape }).map(valuesOf) : [];
  const otherIndex = others.findIndex(
    (each, index) =>
      JSON.stringify(each) !== JSON.stringify(values[0]) &&
      kindsOf(op.steps(each, shape, { index, batch: [each] })) === kinds,
  );
  return {
    trial,
    op,
    pipeline,
    pixels: folder === undefined ? makePixels(trial.case) : await decodeAll(folder),
    ...(folder !== undefined && { folder }),
    values,
    steps,
    otherIndex: Math.max(0, otherIndex),
    resultDtype: op.result === 'input' ? dtype : 'float32',
  };
}
