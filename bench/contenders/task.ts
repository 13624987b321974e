// A trial made concrete: the pixels, what is drawn for each image, and what that means in steps.
import { ImagePipeline } from '../../src/index.js';
import type { PixelArray } from '../../src/types.js';
import { decodeAll, jpegFolder } from '../jpeg-folder.js';
import type { Op, Step, Values } from '../op.js';
import { makePixels } from '../pixels.js';
import { opOf, type Trial } from '../trials.js';

const SEED = 42;

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
  const values = pipeline.sample(count, { shape }).map(({ stages }) => {
    const named = stages.flatMap((stage, i) =>
      Object.entries(stage.values).flatMap(([name, value]) => [
        [name, value] as const,
        [`${stage.kind}.${name}`, value] as const,
        [`${i}.${stage.kind}.${name}`, value] as const,
      ]),
    );
    return Object.fromEntries(named);
  });
  const folder = op.fromFolder ? await jpegFolder(trial.case) : undefined;
  return {
    trial,
    op,
    pipeline,
    pixels: folder === undefined ? makePixels(trial.case) : await decodeAll(folder),
    ...(folder !== undefined && { folder }),
    values,
    steps: values.map((each, index) => op.steps(each, shape, { index, batch: values })),
    resultDtype: op.result === 'input' ? dtype : 'float32',
  };
}
