// The words of the benchmark: an op is a layer plus what it does, said in steps that know nothing of the library. The
// float64 reference and every peer run the same steps, so nobody can be fast by doing something else.
import type { Layer } from '../src/index.js';
import type { DType, FillMode, ImageShape } from '../src/types.js';
import type { Entrant } from './contenders/contender.js';

export type Step =
  /**
   * Output pixel (x, y) reads (m0 x + m1 y + m2, m3 x + m4 y + m5) of the input, bilinearly. `cut`: what lies
   * further outside than so many pixels is 0, and nothing is mixed with it. `size`: of the output, otherwise the input's.
   */
  | { kind: 'warp'; map: number[]; fillMode: FillMode; cut?: number; size?: readonly [height: number, width: number] }
  /** The same divided by m6 x + m7 y + 1. */
  | { kind: 'perspective'; map: number[]; fillMode: FillMode }
  | { kind: 'flip'; horizontal: boolean; vertical: boolean }
  | { kind: 'crop'; top: number; left: number; height: number; width: number }
  /**
   * Bilinear, half-pixel centres, without antialiasing; antialiased: all pixels under the triangle that shrinking widens;
   * or with corners instead of centres on each other. Outside there are no pixels, or with `edge` copies of the nearest.
   */
  | { kind: 'resize'; height: number; width: number; antialias?: boolean; fromCorners?: boolean; edge?: 'nearest' }
  /** (v - center) * scale + bias, per channel or for all when there is one number. */
  | { kind: 'affine'; center: number[]; scale: number[]; bias: number[] }
  | { kind: 'clip'; lo: number; hi: number }
  /** Adds and clips to the range that the image spanned before. */
  | { kind: 'shift'; amount: number }
  /** Scales the distance to each channel's mean, or to the mean of the gray picture. */
  | { kind: 'contrast'; factor: number; about?: 'gray' }
  /** 255 - v. */
  | { kind: 'invert' }
  /** (1 - amount) v + amount * gray, clipped to 0..255. */
  | { kind: 'gray'; amount: number }
  /** Turns the hue by a part of the circle. */
  | { kind: 'hue'; delta: number }
  /** Multiplies the saturation, to at most 1. */
  | { kind: 'saturate'; scale: number }
  /** Adds, clips to 0..255, and inverts what is not below the threshold. */
  | { kind: 'solarize'; addition: number; threshold: number }
  /** Keeps the leading bits of a byte. */
  | { kind: 'posterize'; bits: number }
  /** Stretches each channel from its own range to 0..255. */
  | { kind: 'stretch' }
  /** Equalizes the histogram of each channel, of 256 bins. */
  | { kind: 'equalize' }
  /** Subtracts the mean of all values and divides by their population standard deviation. */
  | { kind: 'standardize' }
  /** Subtracts the channels' means and multiplies by the inverse root of their population covariance + epsilon. */
  | { kind: 'whiten'; epsilon: number }
  /**
   * Subtracts the channels' means over the first `images` images of bench/pixels.ts and multiplies all values, as one row,
   * by the inverse root of their second moments + epsilon.
   */
  | { kind: 'decorrelate'; images: number; epsilon: number }
  /**
   * `self` times each value and `blur` times the separable sum around it. Outside are zeros, or the picture mirrored about
   * its outermost pixels; or the pixels whose surroundings are not all inside are kept.
   */
  | {
      kind: 'convolve';
      columns: number[];
      rows: number[];
      self: number;
      blur: number;
      edge?: 'mirror' | 'keep';
    }
  /** Contrast limited adaptive histogram equalization of values within 0..255. */
  | { kind: 'clahe'; clipLimit: number; rows: number; columns: number }
  /** Pixels [left, right) of rows [top, bottom) become `value`. */
  | { kind: 'fill'; left: number; top: number; right: number; bottom: number; value: number }
  /** Adds normal noise, a function of two words and the place. */
  | { kind: 'noise'; stddev: number; noise0: number; noise1: number }
  /** Reads pixel (x, y) at (x, y) + gain times noise (of two words and the place), smoothed by `weights`. */
  | { kind: 'elastic'; gain: number; weights: number[]; noise0: number; noise1: number; fillMode: FillMode }
  /** Brightness as ImageDataGenerator has it: stretched to uint8, multiplied by `factor`, truncated both times. */
  | { kind: 'enhance'; factor: number }
  /** value * weight + that of image `partner` of the batch * (1 - weight). */
  | { kind: 'blend'; partner: number; weight: number }
  /** A rectangle of image `partner` of the batch in another place. */
  | {
      kind: 'paste';
      partner: number;
      top: number;
      left: number;
      height: number;
      width: number;
      fromTop: number;
      fromLeft: number;
    };

/** Numbers drawn for one image, by name, by `stage.name` and by `number.stage.name`. */
export type Values = Readonly<Record<string, number>>;

/** Where in a batch an image is, and what all of them drew. */
export interface Place {
  index: number;
  batch: readonly Values[];
}

export interface Op {
  /** The layer, with options under which every image is really changed. */
  layers: (shape: ImageShape, variant?: string) => Layer[];
  /** Under which every image is changed, where a coin decides; otherwise one for all ops. */
  seed?: number;
  /** What the layer does to one image, given what it drew; `place` is for layers that mix the images of a batch. */
  steps: (values: Values, shape: ImageShape, place: Place) => Step[];
  /** Does nothing to an image alone. */
  needsBatch?: boolean;
  /** Adapts to so many images of bench/pixels.ts first. */
  learnsFrom?: number;
  /** Images come from a folder of JPEG files instead, which is read in every run. */
  fromFolder?: boolean;
  /** Threads for the peers, whatever was asked for. */
  threads?: number;
  /** Says how much memory a run allocates. */
  countsAllocations?: boolean;
  /** Instead of the usual ones. */
  cases?: readonly Case[];
  /** Peers to compare with; a peer that is not installed is named with the reason. */
  peers: readonly string[];
  /** How this library takes part; otherwise applySync(), or apply() when there are several threads. */
  ours?: readonly Entrant[];
  /** dtype of the result; 'input' where the peers keep it. */
  result: 'input' | 'float32';
  /** For peers that cannot do quite the same: what they do to image `index`. Several lists: any of them, by their coin. */
  peerSteps?: Readonly<Record<string, (values: readonly Values[], index: number, shape: ImageShape) => Step[][]>>;
}

/** One set of images to run an op on. */
export interface Case {
  shape: ImageShape;
  dtype: Extract<DType, 'uint8' | 'float32'>;
  count: number;
}
