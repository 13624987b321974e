// What the random geometric layers share: how pixels between and outside the pixels of the input are read.
import { parseEnum, type RawOptions } from '../options.js';
import type { StageParam, StageSpec } from '../program.js';
import { FILL_MODES, type FillMode, INTERPOLATIONS, type Interpolation } from '../types.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat, parseFillValue } from './shared-options.js';

/** Options of every random geometric layer. */
export interface GeometricOptions extends RandomLayerOptions {
  /** How values between pixels are read: 'nearest' or 'bilinear'. Default `'bilinear'`. */
  interpolation?: Interpolation;
  /**
   * What lies outside the image: 'constant' (fillValue), 'nearest' (the edge), 'reflect' (mirrored, edge doubled) or
   * 'wrap' (periodic; Keras' own wrap is wrong further out). Default `'reflect'`.
   */
  fillMode?: FillMode;
  /** Value outside the image with fillMode 'constant'; finite. Default `0`. */
  fillValue?: number;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

export abstract class GeometricLayer extends Layer {
  readonly interpolation: Interpolation;
  readonly fillMode: FillMode;
  readonly fillValue: number;

  protected constructor(
    className: string,
    options: unknown,
    known: readonly string[],
    defaultFillMode: (raw: RawOptions) => FillMode = () => 'reflect',
  ) {
    super(className, options, [...known, 'interpolation', 'fillMode', 'fillValue', 'dataFormat'], { random: true });
    const { interpolation, fillMode, fillValue, dataFormat } = this.raw;
    this.interpolation = parseEnum(className, 'interpolation', interpolation, INTERPOLATIONS, 'bilinear');
    this.fillMode = parseEnum(className, 'fillMode', fillMode, FILL_MODES, defaultFillMode(this.raw));
    this.fillValue = parseFillValue(className, fillValue, this.dtype);
    checkDataFormat(className, dataFormat);
  }

  protected geometricStage(kind: string, params: Readonly<Record<string, StageParam>>): StageSpec {
    const { interpolation, fillMode, fillValue, dtype } = this;
    return { kind, params: { ...params, interpolation, fillMode, fillValue }, dtype };
  }

  protected geometricConfig(): Record<string, unknown> {
    const { interpolation, fillMode, fillValue } = this;
    return { ...this.baseConfig(), interpolation, fillMode, fillValue };
  }
}
