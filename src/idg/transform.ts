// The parameters of one random transform, and their draws as ImageDataGenerator made them.
import type { SampleDraw, StageDraw } from '../draws.js';
import { makeError } from '../errors.js';
import { invalid, parseBoolean, parseNumber, type RawOptions, readOptions, show } from '../options.js';
import type { DataFormat } from '../samples/settings.js';
import type { ImageShape } from '../types.js';
import { OWNER, type ParsedOptions, type ShiftRange } from './options.js';
import type { RandomState } from './random-state.js';

/** What getRandomTransform() returns and applyTransform() takes. */
export interface TransformParameters {
  /** Rotation in degrees; counter-clockwise, with compat 'idg-1.1' clockwise. */
  theta: number;
  /** Shift in pixels: content moves left; with compat 'idg-1.1' up. */
  tx: number;
  /** Shift in pixels: content moves up; with compat 'idg-1.1' left. */
  ty: number;
  /** Shear in degrees. */
  shear: number;
  /** Zoom of x, with compat 'idg-1.1' of y; above 1 zooms out. */
  zx: number;
  /** Zoom of y, with compat 'idg-1.1' of x. */
  zy: number;
  flipHorizontal: boolean;
  flipVertical: boolean;
  /** Added to all channels, within the image's own range; null adds nothing and clips nothing. */
  channelShiftIntensity: number | null;
  /** Factor of the brightness; null leaves it. */
  brightness: number | null;
}

const NAMES = [
  'theta',
  'tx',
  'ty',
  'shear',
  'zx',
  'zy',
  'flipHorizontal',
  'flipVertical',
  'channelShiftIntensity',
  'brightness',
] as const;

const METHOD = 'applyTransform';

/** Parameters as a caller gave them; what is left out is neutral. */
export function parseTransform(value: unknown): TransformParameters {
  if (value === undefined || value === null) throw invalid(METHOD, 'parameters', 'an object', value, 'E_TYPE');
  const raw = readOptions(METHOD, value, NAMES);
  const number = (name: string, fallback: number) => parseNumber(METHOD, name, raw[name], { fallback });
  const flip = (name: string) => parseBoolean(METHOD, name, raw[name] === 0 ? false : raw[name], false);
  return {
    theta: number('theta', 0),
    tx: number('tx', 0),
    ty: number('ty', 0),
    shear: number('shear', 0),
    zx: number('zx', 1),
    zy: number('zy', 1),
    flipHorizontal: flip('flipHorizontal'),
    flipVertical: flip('flipVertical'),
    channelShiftIntensity: optional(raw, 'channelShiftIntensity'),
    brightness: optional(raw, 'brightness'),
  };
}

function optional(raw: RawOptions, name: string): number | null {
  return raw[name] === undefined || raw[name] === null ? null : parseNumber(METHOD, name, raw[name]);
}

/** The parameters in the order, and with the numbers, that NumPy's generator gives. */
export function drawTransform(options: ParsedOptions, [height, width]: ImageShape, random: RandomState) {
  const symmetric = (range: number) => (range === 0 ? 0 : random.uniform(-range, range));
  const theta = symmetric(options.rotationRange);
  const tx = drawShift(options.heightShiftRange, height, random);
  const ty = drawShift(options.widthShiftRange, width, random);
  const shear = symmetric(options.shearRange);
  const [low, high] = options.zoomRange;
  const fixed = low === 1 && high === 1;
  const zx = fixed ? 1 : random.uniform(low, high);
  const zy = fixed ? 1 : random.uniform(low, high);
  // Both coins are always tossed.
  const horizontal = random.random() < 0.5;
  const vertical = random.random() < 0.5;
  const { channelShiftRange, brightnessRange } = options;
  const parameters: TransformParameters = {
    theta,
    tx,
    ty,
    shear,
    zx,
    zy,
    flipHorizontal: horizontal && options.horizontalFlip,
    flipVertical: vertical && options.verticalFlip,
    channelShiftIntensity: channelShiftRange === 0 ? null : symmetric(channelShiftRange),
    brightness: null,
  };
  if (brightnessRange) parameters.brightness = random.uniform(...brightnessRange);
  return parameters;
}

function drawShift({ given, choices, fraction }: ShiftRange, size: number, random: RandomState): number {
  if (given === 0) return 0;
  // Without choices `given` is a number, whose sign NumPy keeps: a negative one has its ends exchanged.
  const shift =
    choices.length > 0
      ? random.choice(choices) * random.choice([-1, 1])
      : random.uniform(-(given as number), given as number);
  return (fraction ? shift * size : shift) + 0;
}

/** The parameters as the draw of the layers of augmentLayers(), for replay(). */
export function drawOf(parameters: TransformParameters): SampleDraw {
  const { theta, tx, ty, shear, zx, zy, flipHorizontal, flipVertical } = parameters;
  const { channelShiftIntensity, brightness } = parameters;
  const stage = (layer: string, kind: string, values: Record<string, number>): StageDraw => ({ layer, kind, values });
  const flips = { horizontal: Number(flipHorizontal), vertical: Number(flipVertical) };
  const stages = [
    stage('IdgAffine', 'idg_affine', { theta, tx, ty, shear, zx, zy }),
    stage('RandomFlip', 'flip', flips),
  ];
  if (channelShiftIntensity !== null) {
    stages.push(stage('RandomChannelShift', 'channel_shift', { shift: channelShiftIntensity }));
  }
  if (brightness !== null) stages.push(stage('IdgBrightness', 'idg_brightness', { brightness }));
  return { stages };
}

/** The parameters behind a draw of those layers. */
export function transformOf({ stages }: SampleDraw): TransformParameters {
  const values = (kind: string) => stages.find((stage) => stage.kind === kind)?.values;
  const affine = values('idg_affine') ?? {};
  const flip = values('flip') ?? {};
  return {
    theta: affine.theta ?? 0,
    tx: affine.tx ?? 0,
    ty: affine.ty ?? 0,
    shear: affine.shear ?? 0,
    zx: affine.zx ?? 1,
    zy: affine.zy ?? 1,
    flipHorizontal: flip.horizontal === 1,
    flipVertical: flip.vertical === 1,
    channelShiftIntensity: values('channel_shift')?.shift ?? null,
    brightness: values('idg_brightness')?.brightness ?? null,
  };
}

/** [height, width, channels] of one image, whose shape has the axes of `dataFormat`. */
export function parseImageShape(value: unknown, dataFormat: DataFormat): ImageShape {
  const isSize = (size: unknown) => Number.isSafeInteger(size) && (size as number) >= 1;
  const first = dataFormat === 'channelsFirst';
  if (Array.isArray(value) && value.length === 3 && value.every(isSize)) {
    const [a, b, c] = value as unknown as ImageShape;
    return first ? [b, c, a] : [a, b, c];
  }
  const expected = first ? '[channels, height, width]' : '[height, width, channels]';
  throw makeError('E_SHAPE', `${OWNER}: imgShape must be ${expected}; received ${show(value)}`);
}
