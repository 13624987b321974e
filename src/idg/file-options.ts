// Options of the flow methods that read files: size, colours, resize.
import { CHANNELS_OF, type ColorMode } from '../data/dataset-options.js';
import type { DatasetResize } from '../data/host.js';
import { makeError } from '../errors.js';
import { invalid, parseBoolean, parseEnum, parseSize, type RawOptions } from '../options.js';
import { RESIZE_METHODS, type ResizeInterpolation } from '../types.js';
import { FLOW_OPTIONS, type FlowOptions } from './flow.js';
import type { Compat } from './options.js';

/** Options that flowFromDirectory() and flowFromDataFrame() share. */
export interface FileFlowOptions extends FlowOptions {
  /** [height, width] in pixels, or one number for both; default [256, 256]. */
  targetSize?: number | readonly [height: number, width: number];
  /** Channels of every image; default 'rgb'. */
  colorMode?: ColorMode;
  /**
   * How files are resized; 'box' is 'area' and 'lanczos' is 'lanczos3'. With `compat` only 'nearest', as Pillow does it.
   * Default 'nearest'.
   */
  interpolation?: ResizeInterpolation | 'box' | 'lanczos';
  /** Crops the centre to the aspect ratio of targetSize before the resize; not with 'idg-1.1'. Default false. */
  keepAspectRatio?: boolean;
}

export const FILE_FLOW_OPTIONS = [
  ...FLOW_OPTIONS,
  'targetSize',
  'colorMode',
  'interpolation',
  'keepAspectRatio',
] as const;

export interface ParsedFiles {
  channels: 1 | 3 | 4;
  resize: DatasetResize;
}

export function parseFiles(owner: string, raw: RawOptions, compat: Compat | null): ParsedFiles {
  const size = raw.targetSize ?? [256, 256];
  if (Array.isArray(size) && size.length !== 2) {
    throw invalid(owner, 'targetSize', 'an integer or [height, width]', size, 'E_TYPE');
  }
  const [height, width] = Array.isArray(size) ? (size as unknown[]) : [size, size];
  const keepAspectRatio = parseBoolean(owner, 'keepAspectRatio', raw.keepAspectRatio, false);
  if (keepAspectRatio && compat === 'idg-1.1') {
    throw makeError('E_CONFLICT', `${owner}: keras-preprocessing 1.1 has no keepAspectRatio`);
  }
  const colorMode = parseEnum(owner, 'colorMode', raw.colorMode, ['rgb', 'rgba', 'grayscale'] as const, 'rgb');
  return {
    channels: CHANNELS_OF[colorMode],
    resize: {
      height: parseSize(owner, 'targetSize', height),
      width: parseSize(owner, 'targetSize', width),
      interpolation: parseInterpolation(owner, raw.interpolation, compat),
      cropToAspectRatio: keepAspectRatio,
      padToAspectRatio: false,
    },
  };
}

const ALIASES: Readonly<Record<string, ResizeInterpolation>> = { box: 'area', lanczos: 'lanczos3' };
const PILLOW_ONLY = ['bilinear', 'bicubic', 'hamming', 'box', 'lanczos'];

function parseInterpolation(owner: string, value: unknown, compat: Compat | null): ResizeInterpolation {
  if (compat && PILLOW_ONLY.includes(value as string)) {
    throw invalid(
      owner,
      'interpolation',
      `'nearest' with compat (Pillow's other filters are not there)`,
      value,
      'E_ENUM',
    );
  }
  const words = compat ? (['nearest'] as const) : RESIZE_METHODS;
  const aliased = typeof value === 'string' && !compat ? (ALIASES[value] ?? value) : value;
  return parseEnum<ResizeInterpolation>(owner, 'interpolation', aliased, words, 'nearest');
}
