// What a preview needs of the pipeline that is previewed. src/pipeline-hosts.ts provides it; tests use a double.
import type { SampleSettings } from '../samples/settings.js';
import type { Image, ImageBatch } from '../types.js';
import type { PlainSample } from './plain-sample.js';

export interface PreviewRun {
  seed: number | undefined;
  epoch: number;
  training: boolean;
}

/** What goes through a pipeline: an image alone, or with what belongs to it. The result is of the same kind. */
export type PreviewInput = Image | PlainSample;

/** A layer of the pipeline, alone. */
export interface PreviewLayer {
  className: string;
  /** Whether it makes one image of several. */
  mixes: boolean;
  /** Whether its results have no range of values of their own, so that each is stretched. */
  stretched: boolean;
  /** Result for the first of `inputs`, whose position in the data is `index`; others are partners of a layer that mixes. */
  run(inputs: PreviewInput[], index: number, run: PreviewRun): Promise<unknown>;
}

export interface PreviewHost {
  /** What the pipeline says about boxes and masks. */
  readonly samples: SampleSettings;
  /** Results of the pipeline, one per input. indexes[k] is the position in the data of inputs[k]. */
  run(inputs: PreviewInput[], indexes: number[], run: PreviewRun): Promise<unknown[]>;
  /** The layers of the pipeline in turn, with those of nested ImagePipelines in their place; a Pipeline is one layer. */
  layers(): PreviewLayer[];
  /** Decodes one file in colour. */
  decode(path: string): Promise<Image>;
  /** Image files of a directory in the order of fromDirectory, as paths that decode() takes. */
  listImages(directory: string): Promise<string[]>;
  /** Pixels of a tensor of rank 3 or 4, or undefined when `value` is no tensor. */
  fromTensor(value: unknown): Image | ImageBatch | undefined;
}
