// A pipeline as data sets and previews see it.
import type { ImageDataset } from './data/dataset.js';
import { createDirectoryDataset } from './data/directory.js';
import type { DatasetHost } from './data/host.js';
import { Engine } from './engine.js';
import { Resizing } from './layers/index.js';
import type { Layer } from './layers/layer.js';
import { arrayMemory } from './memory.js';
import type { PreviewHost } from './preview/host.js';
import { decodeImage } from './read-image.js';
import { createSampleRunner } from './sample-runner.js';
import type { SampleSettings } from './samples/settings.js';
import { whenAllEnd } from './scheduler.js';
import { imageOfTensor, isTensor, tensorMemory } from './tensor.js';

/** Runs files through `layers` (flattened), behind a resize to the size of the data set. */
export function datasetHost(
  layers: readonly Layer[],
  seed: number,
  fuse: boolean,
  samples: SampleSettings,
): DatasetHost {
  return {
    seed,
    supersede: false,
    boundingBoxFormat: samples.boundingBoxes.format,
    createRunner: (resize, spec) => {
      const { height, width, cropToAspectRatio, padToAspectRatio } = resize;
      // Class numbers must not be averaged, also not by a decoder that scales.
      const interpolation = samples.role === 'masks' ? 'nearest' : resize.interpolation;
      const first = new Resizing({
        name: 'dataset',
        height,
        width,
        interpolation,
        cropToAspectRatio,
        padToAspectRatio,
        dtype: interpolation === 'nearest' ? 'input' : 'float32',
      });
      const engine = new Engine('ImagePipeline', [first, ...layers], seed, fuse, 'cpu', samples);
      return createSampleRunner(engine, { height, width, interpolation }, spec);
    },
    arrayMemory,
    tensorMemory,
  };
}

/** Runs pictures through `pipeline`; `files` finds those of a directory. */
export function previewHost(pipeline: Layer, files: DatasetHost): PreviewHost {
  return {
    run: (images, indexes, { seed, epoch, training }) =>
      whenAllEnd(
        images.map((image, i) => {
          const key = { epoch, firstIndex: indexes[i] as number, ...(seed === undefined ? {} : { seed }) };
          return pipeline.apply(image, { training, ...key });
        }),
      ),
    decode: (path) => decodeImage(path, { channels: 3 }),
    listImages: async (directory) => {
      const found = await createDirectoryDataset(files, directory, { labels: null, shuffle: false });
      return (found as ImageDataset).filePaths;
    },
    fromTensor: (value) => (isTensor(value) ? imageOfTensor(value) : undefined),
  };
}
