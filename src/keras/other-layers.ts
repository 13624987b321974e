// Layers that are tfjs' own business, where the same config means something else to Keras 3 and tfjs would not notice.
import { makeError } from '../errors.js';

type Json = Record<string, unknown>;

/** The config of a layer of Keras 3 in the words of tfjs. E_KERAS for what tfjs would compute otherwise, silently. */
export function tfjsConfig(className: string, config: Json, place: string): Json {
  const result = { ...config };
  if (className === 'LeakyReLU' && 'negative_slope' in result) {
    result.alpha = result.negative_slope;
    delete result.negative_slope;
  }
  if (className === 'ReLU' && (isSet(result.negative_slope) || isSet(result.threshold))) {
    throw makeError('E_KERAS', `fromKerasModel: ${place}: the ReLU of tfjs has no negative_slope and no threshold`);
  }
  for (const key of ['activation', 'recurrent_activation']) {
    if (result[key] === 'silu') result[key] = 'swish';
    if (result[key] === 'hard_sigmoid') {
      throw makeError('E_KERAS', `fromKerasModel: ${place}: hard_sigmoid is another function in tfjs than in Keras 3`);
    }
  }
  return result;
}

function isSet(value: unknown): boolean {
  return typeof value === 'number' && value !== 0;
}
