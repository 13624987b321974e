// Names of weights: Keras 3 puts the models around a layer in front, tfjs does not.

/** State of random generators, which Keras saves and tfjs has no place for. */
const GENERATOR_STATE = /(^|\/)(seed_generator[^/]*|StateVar)(\/|$)/;

/** `name` from its layer's name on: 'sequential/dense/kernel' -> 'dense/kernel'. */
export function weightName(name: string, layerNames: ReadonlySet<string>): string {
  const parts = name.split('/');
  const layer = parts.slice(0, -1).findLastIndex((part) => layerNames.has(part));
  return layer < 0 ? name : parts.slice(layer).join('/');
}

export function isGeneratorState(name: string): boolean {
  return GENERATOR_STATE.test(name);
}
