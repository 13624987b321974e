// A trial made concrete: the pixels, what is drawn for each image, and what that means in steps.
import { ImagePipeline } from '../../src/index.js';
import type { PixelArray } from '../../src/types.js';
import type { Op, Step, Values } from '../op.js';
import { ops } from '../ops/index.js';
import { makePixels } from '../pixels.js';
import type { Trial } from '../trials.js';

export const SEED = 42;

export interface Task {
  trial: Trial;
  op: Op;
  pipeline: ImagePipeline;
  pixels: PixelArray;
  /** Per image. */
  values: Values[];
  steps: Step[][];
  resultDtype: 'uint8' | 'float32';
}

export async function makeTask(trial: Trial): Promise<Task> {
  const op: Op = ops[trial.op];
  const { shape, dtype, count } = trial.case;
  const pipeline = new ImagePipeline(op.layers(shape), { seed: SEED });
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
  return {
    trial,
    op,
    pipeline,
    pixels: makePixels(trial.case),
    values,
    steps: values.map((each, index) => op.steps(each, shape, { index, batch: values })),
    resultDtype: op.result === 'input' ? dtype : 'float32',
  };
}
