// Runs this library on a golden case and measures how far it is from the peer.
import { type Image, type ImageBatch, ImageDataGenerator, ImagePipeline, image } from '../../src/index.js';
import { type GoldenInput, goldenInput } from './golden-input.js';
import { type GoldenCase, type GoldenGenerator, type GoldenGroup, sampleDraws, storedValues } from './goldens.js';

/** 'float32' computes and compares floats; 'input' keeps the input's integer dtype. */
type Variant = 'float32' | 'input';

interface Distance {
  /** Largest difference, in units of the values. */
  absolute: number;
  /** The same, relative to the largest value of the case (at least 1), or else to its scale. */
  relative: number;
  /** Whether it is within the group's tolerance; integer results within one step. */
  close: boolean;
}

const RANGES = { uint8: [0, 255], uint16: [0, 65535], int32: [-(2 ** 31), 2 ** 31 - 1] } as const;

function integerRange({ dtype }: GoldenInput): readonly [number, number] | undefined {
  return dtype in RANGES ? RANGES[dtype as keyof typeof RANGES] : undefined;
}

/** The variants of a case that say something. A peer's integer result is rounded already. */
function variantsOf({ input, layers, expect, idg }: GoldenCase): Variant[] {
  if (idg) return ['float32'];
  const integer = integerRange(input) !== undefined;
  if (expect.dtype !== 'float32') return ['input'];
  // In a chain every layer would round to the integer dtype, which the peer's float chain does not.
  const chain = (layers?.length ?? 1) > 1 || layers?.some(({ config }) => 'layers' in config);
  return integer && !chain ? ['float32', 'input'] : ['float32'];
}

async function runCase(golden: GoldenCase, fuse: boolean, dtype: Variant): Promise<ImageBatch> {
  const batch = goldenInput(golden.input);
  if (golden.projective) {
    const { transform, ...options } = golden.projective;
    return image.projective(batch, transform, { ...options, dtype });
  }
  if (golden.idg) return runGenerator(golden.idg, batch);
  if (golden.zca) return image.zcaWhiten(batch, golden.zca.epsilon, { dtype });
  const layers = (golden.layers ?? []).map(({ className, config }) => ({ className, config: { ...config, dtype } }));
  const pipeline = ImagePipeline.fromConfig({ layers, seed: 1, fuse });
  if (golden.adapt) await pipeline.adapt(golden.adapt === true ? batch : goldenInput(golden.adapt));
  return golden.draws ? pipeline.replay(batch, sampleDraws(golden.draws)) : pipeline.apply(batch);
}

async function runGenerator(
  { options, parameters, fit, imgShape, seeds }: GoldenGenerator,
  batch: ImageBatch,
): Promise<ImageBatch> {
  const generator = new ImageDataGenerator(options);
  const [, height, width, channels] = batch.shape;
  const image: Image = { data: batch.data, shape: [height, width, channels] };
  if (parameters) return withCount(await generator.applyTransform(image, parameters));
  if (fit) {
    const { images, ...fitOptions } = fit === true ? { images: undefined } : fit;
    await generator.fit(images ? goldenInput(images) : batch, fitOptions);
    return generator.standardize(batch);
  }
  const rows = (seeds ?? []).map((seed) => {
    const drawn = generator.getRandomTransform(imgShape ?? [1, 1, 1], seed);
    return Object.values(drawn).map((value) => (value === null ? -1 : Number(value)));
  });
  // As the peer stored it: a row for each seed.
  return { data: Float32Array.from(rows.flat()), shape: [rows.length, rows[0]?.length ?? 0] } as unknown as ImageBatch;
}

function withCount({ data, shape }: Image): ImageBatch {
  return { data, shape: [1, ...shape] };
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** Distance of a result from what the peer stored. A NaN or a wrong shape is infinitely far. */
function distanceOf(golden: GoldenCase, result: ImageBatch, tolerance: number, variant: Variant): Distance {
  const { expect, input } = golden;
  if (result.shape.join() !== expect.shape.join()) return { absolute: Infinity, relative: Infinity, close: false };
  const range = variant === 'input' ? integerRange(input) : undefined;
  let scale = golden.scale ?? 1;
  let absolute = 0;
  storedValues(expect).forEach((stored, i) => {
    const wanted = range ? Math.min(Math.max(roundHalfToEven(stored), range[0]), range[1]) : stored;
    const difference = Math.abs((result.data[i * expect.every] as number) - wanted);
    absolute = Number.isNaN(difference) ? Infinity : Math.max(absolute, difference);
    scale = Math.max(scale, Math.abs(wanted));
  });
  // The scale is 0 where nothing but zeros can come out.
  const relative = absolute === 0 ? 0 : absolute / scale;
  // Quantized results may round a value near .5 the other way, but by no more than one step.
  const steps = golden.scale === undefined ? 1 : Math.max(1, tolerance * golden.scale);
  return { absolute, relative, close: range ? absolute <= steps : relative <= tolerance };
}

export interface Measured {
  golden: GoldenCase;
  fuse: boolean;
  variant: Variant;
  distance: Distance;
}

/** All cases of a group in all variants, with and without fusion. */
export async function measureGroup({ cases, tolerance }: GoldenGroup): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const golden of cases) {
    for (const fuse of golden.fuse === undefined ? [true, false] : [golden.fuse]) {
      for (const variant of variantsOf(golden)) {
        const result = await runCase(golden, fuse, variant);
        measured.push({ golden, fuse, variant, distance: distanceOf(golden, result, tolerance, variant) });
      }
    }
  }
  return measured;
}
