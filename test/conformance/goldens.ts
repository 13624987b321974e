// The golden files: what Keras, TensorFlow and SciPy computed. scripts/parity/*.py writes them.
import { readdirSync, readFileSync } from 'node:fs';
import type { SampleDraw, StageDraw } from '../../src/index.js';
import type { GoldenInput } from './golden-input.js';

/** A peer's result: every `every`-th value of an array of this shape and dtype, little endian in base64. */
export interface Expected {
  shape: number[];
  dtype: 'float32' | 'uint8' | 'uint16' | 'int32';
  every: number;
  data: string;
}

export interface GoldenLayer {
  className: string;
  config: Record<string, unknown>;
}

export interface GoldenProjective {
  transform: number[];
  interpolation: 'nearest' | 'bilinear';
  fillMode: 'constant' | 'nearest' | 'reflect' | 'wrap';
  fillValue: number;
  outputShape: [number, number];
}

export interface GoldenGenerator {
  options: Record<string, unknown>;
  /** A call of applyTransform(). */
  parameters?: Record<string, unknown>;
  /** A call of standardize() for each image, after fit() of all, or of other images with these options. */
  fit?: boolean | { images: GoldenInput; augment?: boolean; rounds?: number; seed?: number };
  /** Calls of getRandomTransform(), a row each; -1 stands for null. */
  imgShape?: [number, number, number];
  seeds?: number[];
}

export interface GoldenCase {
  input: GoldenInput;
  /** A pipeline of layers, with kept draws when one of them draws. */
  layers?: GoldenLayer[];
  draws?: StageDraw[][];
  /** adapt() to the input first, or to other images. */
  adapt?: boolean | GoldenInput;
  /** Only meant for this value of the pipeline's option. */
  fuse?: boolean;
  /** Instead of layers: a call of image.projective(). */
  projective?: GoldenProjective;
  /** Or a call of image.zcaWhiten(). */
  zca?: { epsilon: number };
  /** Or of an ImageDataGenerator. */
  idg?: GoldenGenerator;
  /** What errors are relative to where large terms cancel: the largest sum of the absolute values of a result's terms. */
  scale?: number;
  expect: Expected;
}

export interface GoldenGroup {
  layer: string;
  peer: string;
  /** Largest float32 error, relative to the largest value of the case (at least 1), or else to its `scale`. */
  tolerance: number;
  cases: GoldenCase[];
}

const FOLDER = new URL('./goldens/', import.meta.url);

/** All groups of all files. */
export function readGoldens(): GoldenGroup[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
  return files.sort().flatMap((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as GoldenGroup[]);
}

/** The stored values of a result. */
export function storedValues({ dtype, data }: Expected): Float32Array | Uint8Array | Uint16Array | Int32Array {
  const bytes = new Uint8Array(Buffer.from(data, 'base64'));
  const arrays = { float32: Float32Array, uint8: Uint8Array, uint16: Uint16Array, int32: Int32Array };
  return new arrays[dtype](bytes.buffer);
}

export function sampleDraws(draws: StageDraw[][]): SampleDraw[] {
  return draws.map((stages) => ({ stages }));
}
