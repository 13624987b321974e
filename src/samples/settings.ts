// The options of a pipeline that concern samples.
import { parseBoolean, parseEnum, parseNumber, readOptions } from '../options.js';
import type { BatchShape } from '../types.js';
import { parseFormat } from './formats.js';
import type { BoundingBoxOptions, BoxFormat } from './types.js';

export const ROLES = ['images', 'masks'] as const;
/** What the images of a pipeline are. */
export type Role = (typeof ROLES)[number];

export const DATA_FORMATS = ['channelsLast', 'channelsFirst'] as const;
/** Order of the axes of results: [h, w, c] or [c, h, w]. */
export type DataFormat = (typeof DATA_FORMATS)[number];

/** The shape of images of `shape` [n, h, w, c] as they lie in memory. */
export function memoryShape([count, height, width, channels]: BatchShape, dataFormat: DataFormat): BatchShape {
  return dataFormat === 'channelsFirst' ? [count, channels, height, width] : [count, height, width, channels];
}

/** Options of ImagePipeline about samples and results. */
export interface SampleSettings {
  role: Role;
  dataFormat: DataFormat;
  maskFillValue: number;
  boundingBoxes: { format: BoxFormat | undefined; clip: boolean; minArea: number; minVisibility: number };
}

export const DEFAULT_SAMPLE_SETTINGS: SampleSettings = Object.freeze({
  role: 'images',
  dataFormat: 'channelsLast',
  maskFillValue: 0,
  boundingBoxes: Object.freeze({ format: undefined, clip: true, minArea: 0, minVisibility: 0 }),
});

/** Parses `role`, `maskFillValue` and `boundingBoxes`. */
export function parseSampleSettings(
  owner: string,
  raw: { role?: unknown; dataFormat?: unknown; maskFillValue?: unknown; boundingBoxes?: unknown },
): SampleSettings {
  const boxes = readOptions(`${owner}: boundingBoxes`, raw.boundingBoxes, [
    'format',
    'clip',
    'minArea',
    'minVisibility',
  ] satisfies (keyof BoundingBoxOptions)[]);
  const name = (key: string) => `boundingBoxes.${key}`;
  return Object.freeze({
    role: parseEnum(owner, 'role', raw.role, ROLES, 'images'),
    dataFormat: parseEnum(owner, 'dataFormat', raw.dataFormat, DATA_FORMATS, 'channelsLast'),
    maskFillValue: parseFill(owner, raw.maskFillValue),
    boundingBoxes: Object.freeze({
      format: boxes.format === undefined ? undefined : parseFormat(owner, name('format'), boxes.format),
      clip: parseBoolean(owner, name('clip'), boxes.clip, true),
      minArea: parseNumber(owner, name('minArea'), boxes.minArea, { min: 0, fallback: 0 }),
      minVisibility: parseNumber(owner, name('minVisibility'), boxes.minVisibility, { min: 0, max: 1, fallback: 0 }),
    }),
  });
}

/** The options for a config, without those at their defaults. */
export function sampleSettingsConfig({ role, dataFormat, maskFillValue, boundingBoxes }: SampleSettings) {
  const { format, clip, minArea, minVisibility } = boundingBoxes;
  const boxes = {
    ...(format === undefined ? {} : { format }),
    ...(clip ? {} : { clip }),
    ...(minArea === 0 ? {} : { minArea }),
    ...(minVisibility === 0 ? {} : { minVisibility }),
  };
  return {
    ...(role === 'images' ? {} : { role }),
    ...(dataFormat === 'channelsLast' ? {} : { dataFormat }),
    ...(maskFillValue === 0 ? {} : { maskFillValue }),
    ...(Object.keys(boxes).length === 0 ? {} : { boundingBoxes: boxes }),
  };
}

/** Masks are filled natively with a float32. Whether their dtype has the value is known when they come. */
function parseFill(owner: string, value: unknown): number {
  const fill = parseNumber(owner, 'maskFillValue', value, { fallback: 0 });
  if (Math.fround(fill) === fill) return fill;
  return parseNumber(owner, 'maskFillValue', value, { min: -(2 ** 24), max: 2 ** 24 });
}
