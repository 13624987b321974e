// What a mixing layer makes of a batch: every sample a mixture of samples of the same batch. Pixels, labels, masks, boxes
// and keypoints all follow the same mixtures.

/** How much of a mixture comes from which sample of the batch. */
export interface Share {
  sample: number;
  /** The shares of a mixture add up to 1. */
  weight: number;
}

/** A rectangle of a mixture, in pixels, that is copied from another place of a sample. */
export interface Region {
  /** Position in the batch, or FILL. */
  sample: number;
  top: number;
  left: number;
  height: number;
  width: number;
  sampleTop: number;
  sampleLeft: number;
}

/** Instead of a sample: the fill value. */
export const FILL = -1;

export interface Mixture {
  /** The sample itself first. */
  shares: readonly Share[];
  /** Copied in this order, the whole image together. Without them two shares are blended pixel by pixel. */
  regions?: readonly Region[];
}

/** Height and width of the images of a batch. */
export interface Size {
  height: number;
  width: number;
}

/** All of one sample. */
export function wholeOf(sample: number, { height, width }: Size): Region {
  return { sample, top: 0, left: 0, height, width, sampleTop: 0, sampleLeft: 0 };
}

/** Each sample by itself. */
export function unmixed(count: number): Mixture[] {
  return Array.from({ length: count }, (_, sample) => ({ shares: [{ sample, weight: 1 }] }));
}
