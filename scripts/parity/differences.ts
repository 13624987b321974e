// What differs from the peers on purpose. Each line names the test that holds it.
export interface Difference {
  what: string;
  peer: string;
  here: string;
  why: string;
  test: string;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    what: "`fillMode: 'wrap'`",
    peer: 'steps of n where n - 1 is counted: wrong away from the image',
    here: 'truly periodic, equal to SciPy grid-wrap',
    why: 'a defect of the TensorFlow kernel',
    test: 'keras-fill-modes 1 and 3, keras-geometric 12',
  },
  {
    what: '`RandomElasticTransform`',
    peer: 'dx = dy; one strength per batch; masks by another field',
    here: 'independent dx and dy; a strength per image; the same field for masks',
    why: 'defects; the peer gets our noise in the parity cases',
    test: 'layers/random-elastic-transform, native displacement_test',
  },
  {
    what: '`RandomPerspective` of one row or column',
    peer: 'raises',
    here: 'unchanged',
    why: 'every image has a result',
    test: 'keras-warps 14',
  },
  {
    what: 'bilinear taps of weight 0',
    peer: 'multiplied, so a NaN or infinite neighbour spoils an exact pixel',
    here: 'not read',
    why: 'the identity must be the identity',
    test: 'keras-fill-modes 8',
  },
  {
    what: 'bilinear between infinity and a number',
    peer: 'infinity',
    here: 'NaN or infinity',
    why: 'a + (b - a) w keeps constants exact',
    test: 'keras-fill-modes 8',
  },
  {
    what: 'integer images in geometric layers',
    peer: 'float32; the kernel itself truncates',
    here: "float32 by default; rounded half to even and saturated with dtype 'input'",
    why: 'truncation darkens',
    test: 'keras-projective 6',
  },
  {
    what: 'rotation by multiples of 90 degrees',
    peer: 'about 1e-4 of noise from float32 sines',
    here: 'exact',
    why: 'a quarter turn moves pixels',
    test: 'keras-geometric 10',
  },
  {
    what: '`RandomBrightness` of integers',
    peer: 'wraps around at 255',
    here: 'float32, or saturated',
    why: 'a defect',
    test: 'keras-values 32',
  },
  {
    what: '`RandomGaussianBlur` draws',
    peer: 'one pair of sigmas per batch',
    here: 'one per image',
    why: 'results must not depend on the batch size',
    test: 'layers/random-gaussian-blur',
  },
  {
    what: '`RandomGaussianBlur` with kernels that are not square',
    peer: 'weights in scrambled order',
    here: 'the product of the two Gaussians',
    why: 'a defect',
    test: 'layers/random-gaussian-blur',
  },
  {
    what: '`RandomErasing` with a list',
    peer: 'three values, for images of three channels alone',
    here: 'one value per channel',
    why: 'images have 1 or 4 channels, too',
    test: 'layers/random-erasing',
  },
  {
    what: '`ContrastLimitedAdaptiveHistogramEqualization` of integers',
    peer: 'truncated to the integer dtype',
    here: "float32 by default; rounded half to even with dtype 'input'",
    why: 'truncation darkens',
    test: 'layers/contrast-limited-adaptive-histogram-equalization',
  },
  {
    what: '`ContrastLimitedAdaptiveHistogramEqualization` of images smaller than their padding',
    peer: 'raises',
    here: 'reflected as often as needed',
    why: 'the default grid must work on a single pixel',
    test: 'layers/contrast-limited-adaptive-histogram-equalization',
  },
  {
    what: '`RandomCrop` draws',
    peer: 'one place per batch',
    here: 'one per image',
    why: 'results must not depend on the batch size',
    test: 'keras-crop-flip 30',
  },
  {
    what: '`RandomCrop` at inference',
    peer: 'returns the input, of another shape',
    here: 'a centre crop',
    why: 'the shape must not depend on the phase',
    test: 'keras-crop-flip 30',
  },
  {
    what: '`RandomShear` configs',
    peer: 'cannot be loaded: the negative end is refused',
    here: 'can',
    why: 'configs must round-trip',
    test: 'keras-geometric 13',
  },
  {
    what: '`valueRange` the wrong way round',
    peer: 'sorted by some layers, used as it is by others',
    here: 'an error',
    why: 'a wrong option should be seen at once',
    test: 'degenerates',
  },
  {
    what: 'empty batches',
    peer: 'some layers raise',
    here: 'an empty batch of the right size',
    why: 'the last batch of a filtered data set may be empty',
    test: 'degenerates',
  },
  {
    what: 'several geometric layers in a row',
    peer: 'a resample each',
    here: 'one resample; `fuse: false` for one each',
    why: 'sharper and faster',
    test: "generated, groups 'Pipeline'",
  },
];
