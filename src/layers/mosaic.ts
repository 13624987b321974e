import { FILL, type Mixture, type Region, type Share, type Size } from '../mixing/mixture.js';
import { partnersOf } from '../mixing/partners.js';
import { parsePair } from '../options.js';
import type { StageSpec } from '../program.js';
import { readConfig } from './config.js';
import type { Range } from './factor.js';
import type { RandomLayerOptions } from './layer.js';
import { MixingLayer } from './mixing-layer.js';
import { checkDataFormat, parseFillValue } from './shared-options.js';

export interface MosaicOptions extends RandomLayerOptions {
  /**
   * Where the four images meet, in both directions, as fractions of a canvas of twice the size of which the middle is
   * kept: at 0.25 the images on the right and below fill the result, at 0.75 those on the left and above; further out the
   * fill value shows. [min, max] within 0..1. Default `[0.25, 0.75]`.
   */
  centerRange?: readonly [min: number, max: number];
  /** Value where no image reaches, with a centerRange beyond 0.25..0.75; finite. Default `0`. */
  fillValue?: number;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

const DEFAULT_RANGE: Range = [0.25, 0.75];
const PARTNERS = 3;

/**
 * Puts four images of the batch together in training, unscaled, about a drawn point where their corners meet: the image
 * itself above on the left, its three partners above on the right, below on the left and below on the right. Labels are
 * mixed by the areas that are seen. Does nothing at inference and to an image alone.
 * [n, h, w, c] -> same; the dtype is kept. All images must have one size; labels must be float of rank 2.
 * @throws ArgumentError for a centerRange outside 0..1, E_RAGGED for images of several sizes, E_SOFT_LABELS for class numbers.
 * Source: Mosaic of YOLOv4 and KerasCV.
 * @example
 * import { Mosaic } from 'tfjs-image-pipeline';
 * const batch = { data: new Uint8Array(4 * 8 * 8 * 3), shape: [4, 8, 8, 3] };
 * const mixed = await new Mosaic().apply(batch, { seed: 1 });
 */
export class Mosaic extends MixingLayer {
  readonly centerRange: Range;
  override readonly fillValue: number;

  constructor(options?: MosaicOptions) {
    super('Mosaic', options, ['centerRange', 'fillValue', 'dataFormat'], { dtype: 'input', random: true });
    const { centerRange = DEFAULT_RANGE, fillValue, dataFormat } = this.raw;
    this.centerRange = Object.freeze(parsePair(this.className, 'centerRange', centerRange, { min: 0, max: 1 }));
    this.fillValue = parseFillValue(this.className, fillValue, this.dtype);
    checkDataFormat(this.className, dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): Mosaic {
    return new Mosaic(readConfig('Mosaic', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    return [{ kind: 'mosaic', params: { centerRange: this.centerRange }, dtype: this.dtype }];
  }

  mix(drawn: readonly (readonly number[])[], size: Size): Mixture[] {
    const partners = partnersOf(drawn, PARTNERS);
    return drawn.map(([, centerX = 0.5, centerY = 0.5], sample) => {
      const [right, below, both] = partners[sample] as [number, number, number];
      const columns = spansAbout(centerX, size.width);
      const rows = spansAbout(centerY, size.height);
      const samples = [
        [sample, right],
        [below, both],
      ];
      const regions = rows.flatMap((row) =>
        columns.map((column): Region => {
          const place = { top: row.first, left: column.first, height: row.count, width: column.count };
          if (row.side === FILL || column.side === FILL) return { sample: FILL, ...place, sampleTop: 0, sampleLeft: 0 };
          const source = samples[row.side]?.[column.side] as number;
          return { sample: source, ...place, sampleTop: row.sampleFirst, sampleLeft: column.sampleFirst };
        }),
      );
      return { shares: sharesOf(sample, regions), regions };
    });
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), centerRange: this.centerRange, fillValue: this.fillValue };
  }
}

/** Pixels of one direction that show one side: 0 the first image, 1 the second, or FILL. */
interface Span {
  side: number;
  first: number;
  count: number;
  sampleFirst: number;
}

/** The spans of a result of `length` pixels where two images meet at `center`, a fraction of twice the length. */
function spansAbout(center: number, length: number): Span[] {
  const within = (position: number) => Math.min(Math.max(position, 0), length);
  // The boundary between two pixels that is nearest to the centre, counted from the cut edge of the canvas.
  const meeting = Math.min(Math.max(Math.floor((2 * center - 0.5) * length + 0.5), -length), 2 * length);
  const ends = [within(meeting - length), within(meeting), within(meeting + length)] as const;
  const spans: Span[] = [
    { side: FILL, first: 0, count: ends[0], sampleFirst: 0 },
    { side: 0, first: ends[0], count: ends[1] - ends[0], sampleFirst: ends[0] - (meeting - length) },
    { side: 1, first: ends[1], count: ends[2] - ends[1], sampleFirst: ends[1] - meeting },
    { side: FILL, first: ends[2], count: length - ends[2], sampleFirst: 0 },
  ];
  return spans.filter(({ count }) => count > 0);
}

/** By area, of what is not filled; the sample itself comes first, even where nothing of it is seen. */
function sharesOf(sample: number, regions: readonly Region[]): Share[] {
  const seen = regions.filter((region) => region.sample !== FILL);
  const areaOf = (list: readonly Region[]) => list.reduce((sum, { height, width }) => sum + height * width, 0);
  const area = areaOf(seen);
  const rest = seen.filter((region) => region.sample !== sample);
  const others = rest.map((region) => ({ sample: region.sample, weight: areaOf([region]) / area }));
  const own = areaOf(seen) - areaOf(rest);
  return [{ sample, weight: area > 0 ? own / area : 1 }, ...others];
}
