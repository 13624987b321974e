// A host for tests: its "pipeline" inverts 8-bit values in even epochs and returns black in odd ones, as float32.
// What belongs to an image passes as it is.
import type { PreviewHost, PreviewRun } from '../../src/preview/host.js';
import { DEFAULT_SAMPLE_SETTINGS } from '../../src/samples/settings.js';
import type { Image } from '../../src/types.js';

export interface RecordedRun extends PreviewRun {
  indexes: number[];
}

export function doubleHost(files: Record<string, Image> = {}): PreviewHost & { runs: RecordedRun[] } {
  const runs: RecordedRun[] = [];
  return {
    runs,
    samples: DEFAULT_SAMPLE_SETTINGS,
    layers: () => [],
    run: async (inputs, indexes, run) => {
      runs.push({ ...run, indexes });
      const changed = ({ data, shape }: Image): Image => ({
        data: Float32Array.from(data, (value) => (run.epoch % 2 === 0 ? 255 - value : 0)),
        shape,
      });
      return inputs.map((input) => ('images' in input ? { ...input, images: changed(input.images) } : changed(input)));
    },
    decode: async (path) => {
      const image = files[path];
      if (image === undefined) throw new Error(`no such file in this test: ${path}`);
      return image;
    },
    listImages: async () => Object.keys(files),
    fromTensor: (value) => {
      const tensor = value as { dataSync?: () => Float32Array; shape: number[] };
      return tensor.dataSync ? ({ data: tensor.dataSync(), shape: tensor.shape } as unknown as Image) : undefined;
    },
  };
}

export function filled(height: number, width: number, pixel: readonly number[]): Image {
  const data = Uint8Array.from({ length: height * width * pixel.length }, (_, i) => pixel[i % pixel.length] as number);
  return { data, shape: [height, width, pixel.length] };
}
