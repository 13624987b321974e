// A pipeline as data sets and previews see it.

import type { ApplyOptions } from './apply-options.js';
import type { ImageDataset } from './data/dataset.js';
import { createDirectoryDataset } from './data/directory.js';
import type { DatasetHost } from './data/host.js';
import { Engine } from './engine.js';
import { Resizing } from './layers/index.js';
import { isMixingLayer, isWhiteningLayer, type Layer } from './layers/layer.js';
import { arrayMemory } from './memory.js';
import type { PreviewHost, PreviewInput, PreviewLayer, PreviewRun } from './preview/host.js';
import { canJoin, firstOf, imageOfInput, joinInputs } from './preview/partners.js';
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

/** What a preview needs of a pipeline. */
interface PreviewedPipeline {
  seed: number;
  fuse: boolean;
  samples: SampleSettings;
}

/** Runs pictures through `pipeline`; `files` finds those of a directory. */
export function previewHost(pipeline: Layer, files: DatasetHost, settings: PreviewedPipeline): PreviewHost {
  const { samples } = settings;
  return {
    samples,
    run: (inputs, indexes, run) =>
      whenAllEnd(inputs.map((input, i) => pipeline.apply<unknown>(input, applyOptions(run, indexes[i] as number)))),
    layers: () => listedLayers(pipeline).map((layer) => previewLayer(layer, settings)),
    decode: (path) => decodeImage(path, { channels: 3 }),
    listImages: async (directory) => {
      const found = await createDirectoryDataset(files, directory, { labels: null, shuffle: false });
      return (found as ImageDataset).filePaths;
    },
    fromTensor: (value) => (isTensor(value) ? imageOfTensor(value) : undefined),
  };
}

function applyOptions({ seed, epoch, training }: PreviewRun, firstIndex: number): ApplyOptions {
  return { training, epoch, firstIndex, ...(seed === undefined ? {} : { seed }) };
}

/** The layers as they were listed, with those of nested ImagePipelines in their place. */
function listedLayers(layer: Layer): readonly Layer[] {
  if (layer.className !== 'ImagePipeline') return [layer];
  return (layer as Layer & { layers: readonly Layer[] }).layers.flatMap(listedLayers);
}

/** A layer that draws alone what it draws in the pipeline. */
function previewLayer(layer: Layer, { seed, fuse, samples }: PreviewedPipeline): PreviewLayer {
  const { className } = layer;
  const engineFor = (only: Layer) => new Engine(className, only.flatten(), seed, fuse, 'cpu', samples);
  const engine = engineFor(layer);
  return {
    className,
    mixes: layer.flatten().some(isMixingLayer),
    stretched: isWhiteningLayer(layer),
    run: async ([first, ...others], index, run) => {
      const input = first as PreviewInput;
      const partners = others.filter((other) => canJoin(input, other));
      if (partners.length === 0) return engine.apply(input, applyOptions(run, index));
      const [height, width] = imageOfInput(input).shape;
      const resize = engineFor(new Resizing({ height, width, cropToAspectRatio: true, antialias: true }));
      const sized = (await resize.apply(partners)) as PreviewInput[];
      return firstOf(await engine.apply(joinInputs([input, ...sized]), applyOptions(run, index)), samples);
    },
  };
}
