// The layer contract: options in, stages out. A layer validates in its constructor, is frozen, and holds no pixels.

import { type Applied, applyLayer, applyLayerSync } from '../apply.js';
import type { ApplyOptions, RepeatOptions } from '../apply-options.js';
import type { Device } from '../device.js';
import { invalid, ownOf, parseEnum, parseSeed, type RawOptions, readOptions } from '../options.js';
import type { StageSpec } from '../program.js';
import { type DType, OUTPUT_DTYPES, type OutputDType, type PartialShape } from '../types.js';
import type { Lambda } from './lambda.js';
import type { LoweredStage } from './lowering.js';
import type { MaxNumBoundingBoxes } from './max-num-bounding-boxes.js';
import type { MixingLayer } from './mixing-layer.js';
import type { WhiteningLayer } from './whitening-layer.js';

/** Options that every layer has. */
export interface LayerOptions {
  /** Name, unique in a pipeline. Also separates the draws of two layers of one class; see docs/semantics.md#draws. */
  name?: string;
  /** dtype of the result; default 'float32', or 'input' for layers that only move or resize pixels. */
  dtype?: OutputDType;
}

/** Options of layers that draw. */
export interface RandomLayerOptions extends LayerOptions {
  /** Seed of this layer alone, an integer within 0..2^53-1; default: the pipeline's. */
  seed?: number;
}

/** A layer as getConfig() writes it and fromConfig() reads it. */
export interface LayerConfig {
  className: string;
  config: Record<string, unknown>;
}

/** What every layer is: options, checked and frozen, that lower to stages of the native part. */
export abstract class Layer {
  /** Keras class name, such as 'RandomShear'. */
  readonly className: string;
  readonly name: string | undefined;
  /** Of this layer alone; undefined: the pipeline's. */
  readonly seed: number | undefined;
  readonly dtype: OutputDType;
  /** Options as given, own keys only; for subclasses' constructors. */
  protected readonly raw: RawOptions;

  /** `known` lists the option names beyond name, dtype and seed. */
  protected constructor(
    className: string,
    options: unknown,
    known: readonly string[],
    defaults: { dtype?: OutputDType; random?: boolean } = {},
  ) {
    const { dtype: defaultDtype = 'float32', random = false } = ownOf(defaults);
    const common = random ? ['name', 'dtype', 'seed'] : ['name', 'dtype'];
    this.className = className;
    this.raw = readOptions(className, options, [...known, ...common]);
    const { name, dtype, seed } = this.raw;
    if (name !== undefined && (typeof name !== 'string' || name === '')) {
      throw invalid(className, 'name', 'a non-empty string', name, 'E_TYPE');
    }
    this.name = name as string | undefined;
    this.dtype = parseEnum(className, 'dtype', dtype, OUTPUT_DTYPES, defaultDtype);
    this.seed = parseSeed(className, seed);
  }

  /** The stages of this layer; none when it does nothing (a random layer at inference). */
  abstract lower(training: boolean): StageSpec[];

  /** lower() with who draws each stage and which stages depend on a draw; layers that hold layers have their own. */
  lowerAll(training: boolean): readonly LoweredStage[] {
    return this.lower(training).map((spec) => ({ spec, owner: this, gates: [] }));
  }

  /** Shape of the result; null where it depends on the draw or is unknown. */
  outputShape(inputShape: PartialShape): PartialShape {
    return inputShape;
  }

  /** Constructor options as parsed, JSON-able, such that fromConfig(getConfig()) draws and computes the same. */
  abstract getConfig(): Record<string, unknown>;

  /** name, dtype and seed for getConfig(). */
  protected baseConfig(): Record<string, unknown> {
    return {
      ...(this.name === undefined ? {} : { name: this.name }),
      dtype: this.dtype,
      ...(this.seed === undefined ? {} : { seed: this.seed }),
    };
  }

  /** The layers that do the work: itself, or the contents of a pipeline. */
  flatten(): readonly Layer[] {
    return [this];
  }

  /** The layers with an id of their own: itself, and the layers that users put into it. */
  members(): readonly Layer[] {
    return [this];
  }

  /** Layers that it made itself; their ids follow from its own. */
  parts(): readonly Layer[] {
    return [];
  }

  /** Runs this layer alone on an image, a batch, a tensor or a sample; see ImagePipeline.apply. */
  apply<T>(images: T, options: RepeatOptions): Promise<Applied<T>[]>;
  apply<T>(images: T, options?: ApplyOptions): Promise<Applied<T>>;
  apply<T>(images: T, options?: ApplyOptions): Promise<unknown> {
    return applyLayer(this, images, options);
  }

  /** apply() on the calling thread; see ImagePipeline.applySync. */
  applySync<T>(images: T, options: RepeatOptions): Applied<T>[];
  applySync<T>(images: T, options?: ApplyOptions): Applied<T>;
  applySync<T>(images: T, options?: ApplyOptions): unknown {
    return applyLayerSync(this, images, options);
  }
}

/** A layer that learns from data; see ImagePipeline.adapt. */
export interface AdaptableLayer extends Layer {
  /** False until adapt() or explicit statistics. */
  readonly adapted: boolean;
  /** True when the statistics were given by hand; ImagePipeline.adapt then leaves the layer alone. */
  readonly fixed: boolean;
  /** Grows with every setState(), so that compiled programs notice. */
  readonly stateVersion: number;
  /**
   * An empty partial state to feed with images and to merge, or the one whose toBytes() are given.
   * @throws ArgumentError E_CONFIG for other bytes, E_CONFLICT for those of a layer with other options.
   */
  createState(bytes?: Uint8Array): AdaptState;
  /** Remembers the statistics; what it returns brings them back. */
  snapshot(): () => void;
  /**
   * Takes the state as this layer's statistics; `undefined` forgets them. The layer changes in the last step of it. What
   * takes long may be computed on `device`, which is 'cpu' when it is left out.
   */
  setState(state: AdaptState | undefined, device?: Device): void | Promise<void>;
  /**
   * The most memory that adapting takes besides the images, in bytes, for `count` images of `shape` [h, w, c] and `dtype`;
   * undefined stands for any number.
   */
  adaptBytes(shape: readonly [number, number, number], count: number | undefined, dtype: DType): number;
}

/** A partial state of adapt(): the same in whatever order it is fed and merged. */
export interface AdaptState {
  /** Images so far. */
  readonly count: number;
  /**
   * Adds images of one shape, [h, w, c] or [n, h, w, c], values as float32 or integers. `index` is the position of the
   * first of them, and no two images of a state have the same.
   */
  update(
    data: Float32Array | Uint8Array | Uint16Array | Int32Array,
    shape: readonly number[],
    index: number,
  ): void | Promise<void>;
  /** @throws ArgumentError E_CONFLICT when both have an image of one position. */
  merge(other: AdaptState): void | Promise<void>;
  /** For createState(), in another process as well; equal states give equal bytes. */
  toBytes(): Uint8Array | Promise<Uint8Array>;
}

export function isAdaptable(layer: Layer): layer is AdaptableLayer {
  return 'createState' in layer && 'setState' in layer;
}

/** A big array of a layer, which is saved beside the config. */
export interface LayerWeight {
  /** Option of the layer: fromConfig() takes the array under this name, flat and of this dtype. */
  readonly name: string;
  readonly dtype: 'float32' | 'float64';
  readonly shape: readonly number[];
  /** Rows first..first+count of the first axis, so that a huge matrix need not be copied whole. */
  rows(first: number, count: number): Float32Array | Float64Array;
}

/** A layer with big arrays; see ImagePipeline.save. */
export interface WeightedLayer extends Layer {
  /** What it has now, none before it is adapted. They stay as they are when the layer is adapted anew. */
  weights(): readonly LayerWeight[];
  /** getConfig() without the options that weights() names. */
  configWithoutWeights(): Record<string, unknown>;
}

export function hasWeights(layer: Layer): layer is WeightedLayer {
  return 'weights' in layer && 'configWithoutWeights' in layer;
}

/** True for the layer of a custom JS function, which no stage can stand for. */
export function isFunctionLayer(layer: Layer): layer is Lambda {
  return layer.className === 'Lambda';
}

/** True for a layer that mixes the samples of a batch. */
export function isMixingLayer(layer: Layer): layer is MixingLayer {
  return 'mix' in layer;
}

/** True for a layer that whitens images with what it learned. */
export function isWhiteningLayer(layer: Layer): layer is WhiteningLayer {
  return 'whitens' in layer;
}

/** True for the layer that works on what belongs to the images, not on the images. */
export function isCompanionLayer(layer: Layer): layer is MaxNumBoundingBoxes {
  return layer.className === 'MaxNumBoundingBoxes';
}
