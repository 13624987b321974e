// From the options of a generator to the layers that do its work.
import { Lambda, Normalization, RandomChannelShift, RandomFlip, Rescaling, ZCAWhitening } from '../../layers/index.js';
import type { Layer } from '../../layers/layer.js';
import { SamplewiseNormalization } from '../../layers/samplewise-normalization.js';
import { onChannelsFirst } from '../channels-first.js';
import type { ParsedOptions } from '../options.js';
import type { FeatureStatistics } from '../statistics.js';
import { IdgAffine } from './idg-affine.js';
import { IdgBrightness } from './idg-brightness.js';

/** Added to every standard deviation before the division. */
const STD_EPSILON = 1e-6;

/** Which of the transforms that can be absent are there. */
export interface AugmentParts {
  channelShift: boolean;
  brightness: boolean;
}

/** The parts that the options ask for. */
export function partsOf({ channelShiftRange, brightnessRange }: ParsedOptions): AugmentParts {
  return { channelShift: channelShiftRange !== 0, brightness: brightnessRange !== null };
}

/**
 * The random transforms. Python flips after the channel shift; before it the flip shares the pass of the affine map and
 * gives the same pixels, because the image's range does not depend on places.
 */
export function augmentLayers(options: ParsedOptions, { channelShift, brightness }: AugmentParts): Layer[] {
  const layers: Layer[] = [new IdgAffine(options), flipLayer(options)];
  if (channelShift) layers.push(new RandomChannelShift({ factor: Math.abs(options.channelShiftRange) }));
  if (brightness) layers.push(new IdgBrightness(options));
  return layers;
}

function flipLayer({ horizontalFlip, verticalFlip }: ParsedOptions): Layer {
  const common = { dtype: 'float32', independent: true } as const;
  if (horizontalFlip && verticalFlip) return new RandomFlip({ ...common, mode: 'horizontalAndVertical' });
  if (verticalFlip) return new RandomFlip({ ...common, mode: 'vertical' });
  if (horizontalFlip) return new RandomFlip({ ...common, mode: 'horizontal' });
  return new NoFlip();
}

/** Never flips by itself, but takes flips from replay(). */
class NoFlip extends RandomFlip {
  constructor() {
    super({ dtype: 'float32' });
  }

  override lower(training: boolean) {
    return super.lower(training).map((stage) => ({
      ...stage,
      params: { ...stage.params, horizontal: 0, vertical: 0 },
    }));
  }
}

/** standardize(): the same steps in training and inference. */
export function standardizeLayers(options: ParsedOptions, statistics: FeatureStatistics | undefined): Layer[] {
  const { preprocessingFunction, rescale, samplewiseCenter, samplewiseStdNormalization, dtype } = options;
  const layers: Layer[] = [];
  if (preprocessingFunction !== null) {
    // The function sees float32, as in Python.
    layers.push(new Rescaling({ scale: 1 }), functionLayer(preprocessingFunction, options));
  }
  if (rescale !== null) layers.push(new Rescaling({ scale: rescale }));
  if (samplewiseCenter) {
    layers.push(new SamplewiseNormalization({ std: samplewiseStdNormalization, epsilon: STD_EPSILON }));
  }
  if (options.featurewiseCenter && (statistics !== undefined || options.compat === null)) {
    // The whitening centres by itself.
    layers.push(
      options.zcaWhitening ? (statistics?.whitening ?? whiteningLayer(options)) : featurewiseLayer(statistics),
    );
  }
  if (dtype !== 'float32' || layers.length === 0) layers.push(new Rescaling({ scale: 1, dtype }));
  return layers;
}

function functionLayer(
  step: NonNullable<ParsedOptions['preprocessingFunction']>,
  { dataFormat }: ParsedOptions,
): Lambda {
  const layer = new Lambda({ function: step });
  return dataFormat === 'channelsFirst' ? new Lambda({ function: onChannelsFirst(layer.function) }) : layer;
}

/** Unadapted without statistics, so that using it says what is missing. */
function featurewiseLayer(statistics: FeatureStatistics | undefined): Layer {
  if (statistics === undefined) return new Normalization();
  const { mean, std } = statistics;
  const variance = std === null ? mean.map(() => 1) : std.map((each) => (each + STD_EPSILON) ** 2);
  return new Normalization({ mean, variance });
}

/** The whitening that the options ask for; epsilon means what it meant in the version. */
export function whiteningLayer({ zcaEpsilon, compat }: ParsedOptions): ZCAWhitening {
  return new ZCAWhitening({ epsilon: zcaEpsilon, epsilonMode: compat === 'idg-2' ? 'singular' : 'variance' });
}
