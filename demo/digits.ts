// Trains the same network on handwritten digits with and without augmentation.
import {
  ImagePipeline,
  type Layer,
  Normalization,
  RandomRotation,
  RandomShear,
  RandomTranslation,
  RandomZoom,
} from '../src/index.js';
import { DIGIT_SIDE, prepareDigits } from './digits-data.js';
import { accuracyOn, buildModel, train } from './digits-model.js';
import { percent, type Reporter, table } from './reporter.js';

const EPOCHS = 8;
const BATCH_SIZE = 64;
const SEED = 42;
/** Seed of the distorted test digits; not the training's, so that no distortion was trained on. */
const DISTORTION_SEED = 2024;
export const REQUIRED_ACCURACY = 0.95;

export interface DigitsResult {
  augmented: boolean;
  testAccuracy: number;
  distortedTestAccuracy: number;
  secondsPerEpoch: number;
}

const files = {
  labelMode: 'categorical',
  colorMode: 'grayscale',
  imageSize: [DIGIT_SIDE, DIGIT_SIDE],
  batchSize: BATCH_SIZE,
} as const;

function augmentation(): Layer[] {
  const fill = { fillMode: 'constant' } as const;
  return [
    new RandomRotation({ factor: 0.03, ...fill }),
    new RandomShear({ xFactor: 0.15, yFactor: 0.05, ...fill }),
    new RandomZoom({ heightFactor: 0.1, widthFactor: 0.1, ...fill }),
    new RandomTranslation({ heightFactor: 0.06, widthFactor: 0.06, ...fill }),
  ];
}

export async function runDigits(reporter: Reporter): Promise<DigitsResult[]> {
  reporter.line('Handwritten digits: the same network without and with augmentation');
  const folders = await prepareDigits(reporter);
  const normalization = new Normalization();
  const plain = new ImagePipeline([normalization], { seed: SEED });
  const augmented = new ImagePipeline([...augmentation(), normalization], { seed: SEED });
  await adapt(plain, folders.train, reporter);

  const test = await plain.fromDirectory(folders.test, { ...files, shuffle: false, training: false });
  const results: DigitsResult[] = [];
  for (const pipeline of [plain, augmented]) {
    const title = pipeline === augmented ? 'Training with augmentation' : 'Training without augmentation';
    const model = buildModel();
    const dataset = await pipeline.fromDirectory(folders.train, { ...files, seed: SEED });
    const secondsPerEpoch = await train(title, model, dataset, EPOCHS, reporter);
    const testAccuracy = await accuracyOn(model, test);
    // A data set of its own for each model: a second iteration would be the second epoch, with other distortions.
    const distorted = await augmented.fromDirectory(folders.test, { ...files, shuffle: false, seed: DISTORTION_SEED });
    const distortedTestAccuracy = await accuracyOn(model, distorted);
    results.push({ augmented: pipeline === augmented, testAccuracy, distortedTestAccuracy, secondsPerEpoch });
    model.dispose();
  }
  reporter.line(`\n${resultTable(results)}\n`);
  return results;
}

/** Mean and variance of the training digits. */
async function adapt(pipeline: ImagePipeline, folder: string, reporter: Reporter): Promise<void> {
  const task = reporter.task('Adapting Normalization to the training digits', 1);
  const raw = new ImagePipeline([]);
  await pipeline.adapt(await raw.fromDirectory(folder, { ...files, labels: null, labelMode: null, shuffle: false }));
  task.finish();
}

function resultTable(results: readonly DigitsResult[]): string {
  const rows = results.map((result) => [
    result.augmented ? 'with augmentation' : 'without augmentation',
    percent(result.testAccuracy),
    percent(result.distortedTestAccuracy),
    `${result.secondsPerEpoch.toFixed(1)} s`,
  ]);
  return table([['', 'test digits', 'distorted test digits', 'an epoch'], ...rows]);
}
