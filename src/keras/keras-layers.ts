// Our layers in Keras' words: which have a counterpart, and what of them it cannot say.
import { makeError } from '../errors.js';
import type { Layer } from '../layers/layer.js';

type Config = Record<string, unknown>;

interface KerasForm {
  /** The counterpart has an option data_format. */
  dataFormat: boolean;
  /** Changes the config (camelCase, without name and dtype) into what Keras takes; throws for what Keras cannot do. */
  config: (config: Config) => Config;
}

const same = (config: Config) => config;
const image: KerasForm = { dataFormat: true, config: same };

/** Interpolations of keras.layers.Resizing. */
const RESIZE_METHODS: ReadonlySet<unknown> = new Set(['nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5']);

function refuse(className: string, what: string): never {
  throw makeError('E_KERAS', `toKeras: ${className}: ${what}`);
}

const FORMS: Readonly<Record<string, KerasForm>> = {
  AutoContrast: image,
  CenterCrop: image,
  ContrastLimitedAdaptiveHistogramEqualization: image,
  GaussianNoise: { dataFormat: false, config: noise },
  Equalization: image,
  CutMix: image,
  MixUp: image,
  MaxNumBoundingBoxes: { dataFormat: false, config: same },
  Normalization: { dataFormat: false, config: normalization },
  RandomBrightness: image,
  RandomColorDegeneration: image,
  RandomContrast: image,
  RandomCrop: image,
  RandomElasticTransform: image,
  RandomErasing: { dataFormat: true, config: erasing },
  RandomFlip: { dataFormat: true, config: flip },
  RandomPerspective: { dataFormat: true, config: perspective },
  RandomGaussianBlur: { dataFormat: true, config: blur },
  RandomRotation: image,
  RandomSharpness: image,
  RandomGrayscale: image,
  RandomHue: image,
  RandomInvert: image,
  RandomPosterization: image,
  RandomSaturation: image,
  RandomShear: { dataFormat: true, config: shear },
  RandomTranslation: image,
  RandomZoom: { dataFormat: true, config: zoom },
  Rescaling: { dataFormat: false, config: same },
  Resizing: { dataFormat: true, config: resizing },
  Solarization: image,
};

/** Class names of our layers that Keras 3 has too. */
export const KERAS_CLASSES: readonly string[] = Object.keys(FORMS);

/** Config of the Keras layer with the same class name, snake_case. E_KERAS when it cannot do what ours does. */
export function kerasConfig(layer: Layer): Config {
  const { className } = layer;
  const form = Object.hasOwn(FORMS, className) ? FORMS[className] : undefined;
  if (form === undefined) refuse(className, `Keras 3 has no such layer; it has ${KERAS_CLASSES.join(', ')}`);
  const { dtype, ...own } = layer.getConfig();
  if (dtype !== 'float32' && dtype !== 'input') refuse(className, `Keras layers cannot return ${String(dtype)}`);
  const config = { ...form.config(own), ...(form.dataFormat ? { dataFormat: 'channels_last' } : {}) };
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [snakeCase(key), value]));
}

function normalization({ adapted: _, axis, ...own }: Config): Config {
  // Counted from the end, which fits single images and batches alike.
  return { ...own, axis: axis === null ? null : (axis as number[]).map((one) => one - 4) };
}

function flip({ independent, mode, ...own }: Config): Config {
  if (independent === true) refuse('RandomFlip', 'Keras has no independent: true');
  return { ...own, mode: snakeCase(String(mode)) };
}

function perspective({ fillMode, ...own }: Config): Config {
  if (fillMode !== 'constant') refuse('RandomPerspective', `Keras has no fillMode but 'constant'`);
  return own;
}

function noise({ stddev, valueRange, ...own }: Config): Config {
  const [min, max] = stddev as [number, number];
  if (valueRange !== null) refuse('GaussianNoise', 'Keras has no valueRange');
  if (min !== max || max > 1) refuse('GaussianNoise', `Keras takes one stddev within 0..1; received [${min}, ${max}]`);
  return { ...own, stddev: max };
}

function erasing(own: Config): Config {
  const { fillValue } = own;
  if (!Array.isArray(fillValue) || fillValue.length === 3) return own;
  return refuse('RandomErasing', `Keras takes a fillValue of three values; received ${fillValue.length}`);
}

/** Keras turns a kernel that is not square into another one. */
function blur(own: Config): Config {
  const [width, height] = own.kernelSize as [number, number];
  const [min, max] = own.sigma as [number, number];
  if (width !== height) refuse('RandomGaussianBlur', `Keras has square kernels only; received [${width}, ${height}]`);
  if (max > 1) refuse('RandomGaussianBlur', `Keras takes a sigma within 0..1; received [${min}, ${max}]`);
  return own;
}

/** Keras takes ends within 0..1 only, and f for [-f, f]; it writes pairs that it does not read back. */
function shear({ intensity, xFactor, yFactor, ...own }: Config): Config {
  if (intensity !== undefined) refuse('RandomShear', 'Keras has xFactor and yFactor only, no intensity');
  return { ...own, xFactor: slope('xFactor', xFactor), yFactor: slope('yFactor', yFactor) };
}

function slope(name: string, value: unknown): unknown {
  const [min, max] = value as [number, number];
  if (min === -max) return max;
  if (min >= 0) return [min, max];
  return refuse(
    'RandomShear',
    `Keras takes a ${name} of [min, max] within 0..1 or [-f, f] only; received [${min}, ${max}]`,
  );
}

/** Keras takes -1 as a lower end only where one number means it. */
function zoom({ heightFactor, widthFactor, ...own }: Config): Config {
  const factor = (name: string, value: unknown) => {
    const [min, max] = (value ?? [0, 0]) as [number, number];
    if (min > -1 || value === null) return value;
    if (max === 1) return 1;
    return refuse('RandomZoom', `Keras takes a ${name} above -1 only; received [${min}, ${max}]`);
  };
  return {
    ...own,
    heightFactor: factor('heightFactor', heightFactor),
    widthFactor: factor('widthFactor', widthFactor),
  };
}

function resizing(own: Config): Config {
  if (RESIZE_METHODS.has(own.interpolation)) return own;
  return refuse('Resizing', `Keras has no interpolation '${String(own.interpolation)}'`);
}

function snakeCase(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
