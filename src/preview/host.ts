// What a preview needs of the pipeline that is previewed. src/pipeline-hosts.ts provides it; tests use a double.
import type { Image, ImageBatch } from '../types.js';

export interface PreviewRun {
  seed: number | undefined;
  epoch: number;
  training: boolean;
}

export interface PreviewHost {
  /** Results of the pipeline, one per image. indexes[k] is the position in the data of images[k]. */
  run(images: Image[], indexes: number[], run: PreviewRun): Promise<Image[]>;
  /** Decodes one file in colour. */
  decode(path: string): Promise<Image>;
  /** Image files of a directory in the order of fromDirectory, as paths that decode() takes. */
  listImages(directory: string): Promise<string[]>;
  /** Pixels of a tensor of rank 3 or 4, or undefined when `value` is no tensor. */
  fromTensor(value: unknown): Image | ImageBatch | undefined;
}
