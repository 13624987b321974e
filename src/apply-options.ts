import type { Image, ImageBatch, ImageShape } from './types.js';

/**
 * Options of apply(), applySync() and replay().
 *
 * Every draw is keyed by seed, epoch and the image's position in the data set. With any of `seed`, `epoch` and
 * `firstIndex` given, the others default to the pipeline's seed, 0 and 0, and the result is a pure function of the call.
 * With none of them given, the call continues where the last such call of the same pipeline ended, so that successive
 * batches are augmented differently and two batches of 32 get what one of 64 would.
 */
export interface ApplyOptions {
  /** Random layers draw when true (the default) and do nothing when false. */
  training?: boolean;
  /** Seed for this call; supersedes the pipeline's and the layers' own. An integer within 0..2^53-1. */
  seed?: number;
  /** Epoch number, part of the key of every draw. An integer within 0..2^32-1. */
  epoch?: number;
  /** Position of the first image in the data set, part of the key of every draw. An integer within 0..2^43-1. */
  firstIndex?: number;
  /** Which of several augmentations of the same samples, part of the key of every draw. 0..2^24-1, default 0. */
  view?: number;
  /**
   * Sequence mode: the images of a batch are clips of so many frames, one clip after the other, and all frames of a clip
   * draw the same. Positions (`firstIndex`) and kept draws then count clips. Mixing layers cannot be used with it.
   */
  frames?: number;
  /** Stops the work after the slices that are running, the last ones too; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /**
   * A result to write into, as an earlier call returned it: same shape and dtype. Its memory is lent to the call: until
   * the promise settles `out.data` is detached (length 0), then it is a view on the same memory again. Not for samples.
   */
  out?: Image | ImageBatch;
}

/** apply() with several results. */
export interface RepeatOptions extends ApplyOptions {
  /**
   * So many differently augmented results of the same images, in an array, as contrastive learning wants: those of the
   * views 0, 1, 2 and so on. 1..1024; without `view` and `out`.
   */
  repeat: number;
}

/** Options of ImagePipeline.sample(): the key of the draws, as in ApplyOptions, and what is drawn for. */
export interface SampleOptions {
  /** false gives the draws of inference, where random layers draw nothing. Default true. */
  training?: boolean;
  /** Seed that supersedes the pipeline's and the layers' own. An integer within 0..2^53-1. */
  seed?: number;
  /** An integer within 0..2^32-1. Default 0. */
  epoch?: number;
  /** Position of the first sample in the data set. An integer within 0..2^43-1. Default 0. */
  firstIndex?: number;
  /** Which of several augmentations of the samples. Default 0. */
  view?: number;
  /** Shape of the images; matters only to layers whose draw depends on it (RandomCrop). Default [224, 224, 3]. */
  shape?: ImageShape;
}
