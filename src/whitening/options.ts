// Options that the whitening layers share.
import { invalid, parseEnum, parseNumber, parseSize, type RawOptions } from '../options.js';

/** How a whitening is fitted. */
export interface WhiteningOptions {
  /**
   * Bounds how much faint directions are enlarged. Above 0, in squared units of the values for 'variance'. Default
   * `1e-6`.
   */
  epsilon?: number;
  /**
   * What epsilon is added to: 'variance' divides by sqrt(variance + epsilon), as keras-preprocessing 1.1 did; 'singular'
   * divides by (q + epsilon) / sqrt(images) with q a singular value of the data, as Keras' own class does, and drops
   * directions without variance. Default `'variance'`.
   */
  epsilonMode?: 'variance' | 'singular';
  /**
   * What is subtracted first: the mean of each 'channel', as ImageDataGenerator does, or of each 'feature', that is of
   * each value of the image, which makes the result's covariance the identity. Default `'channel'`.
   */
  centering?: 'channel' | 'feature';
  /** Keeps only so many directions, those of the largest variance, and drops the others. Default `null`, all. */
  rank?: number | null;
  /**
   * Moves the covariance towards a sphere, (1 - shrinkage) S + shrinkage trace(S) / D, which steadies it where there are
   * few images. Within 0..1; default `0`.
   */
  shrinkage?: number;
  /**
   * Learns from at most so many images, chosen by the seed among all that come. They are kept, with what that takes;
   * default `null`, all images.
   */
  maxSamples?: number | null;
}

export const WHITENING_OPTIONS = ['epsilon', 'epsilonMode', 'centering', 'rank', 'shrinkage', 'maxSamples'] as const;

export type ParsedWhitening = Readonly<Required<WhiteningOptions>>;

export function parseWhitening(owner: string, raw: RawOptions): ParsedWhitening {
  const epsilon = parseNumber(owner, 'epsilon', raw.epsilon, { fallback: 1e-6 });
  if (epsilon <= 0) throw invalid(owner, 'epsilon', 'a finite number above 0', raw.epsilon);
  return Object.freeze({
    epsilon,
    epsilonMode: parseEnum(owner, 'epsilonMode', raw.epsilonMode, ['variance', 'singular'], 'variance'),
    centering: parseEnum(owner, 'centering', raw.centering, ['channel', 'feature'], 'channel'),
    rank: parseOptionalSize(owner, 'rank', raw.rank),
    shrinkage: parseNumber(owner, 'shrinkage', raw.shrinkage, { min: 0, max: 1, fallback: 0 }),
    maxSamples: parseOptionalSize(owner, 'maxSamples', raw.maxSamples),
  });
}

function parseOptionalSize(owner: string, name: string, value: unknown): number | null {
  return value === undefined || value === null ? null : parseSize(owner, name, value);
}
