// What layers lower to: plain JSON that names native stages. The native part parses it once into a Plan.
import type { OutputDType } from './types.js';

export type StageParam = number | boolean | string | readonly number[];

/** A condition on a stage: stage number `stage` of the same list drew `equals` as its first number. */
export interface StageGate {
  stage: number;
  equals: number;
}

/** A stage as a layer asks for it; assemble() adds who draws. Parameters of every kind: native/program/stage.h. */
export interface StageSpec {
  kind: string;
  params: Readonly<Record<string, StageParam>>;
  /** dtype of the result. */
  dtype: OutputDType;
  /** Instead: the dtype that came to this stage of the same list. */
  dtypeOf?: number;
}

/** A stage with the identity that keys its draws. */
export interface ProgramStage extends StageSpec {
  /** Id of the drawing layer, uint32. */
  layer: number;
  /** The layer's own seed; the caller's explicit seed supersedes it. */
  seed?: number;
  /** Draw once per batch because the output size depends on the draw. */
  perBatch?: boolean;
  /** The stage runs only for images where all of these hold; `stage` counts the program's stages. */
  gates?: readonly StageGate[];
}

/** Stages after which an image can have another size. */
export const RESIZING_KINDS: ReadonlySet<string> = new Set(['crop', 'resize', 'resized_crop', 'random_size']);

export interface Program {
  /** true: adjacent geometric stages resample once. false: step by step, as Keras does. */
  fuse: boolean;
  /** The images are masks: only moved, with nearest reads, in their own dtype. */
  masks: boolean;
  /** What masks read outside, where images read a constant. */
  maskFillValue: number;
  stages: ProgramStage[];
}
