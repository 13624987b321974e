// Running bare stages: what the plain functions of src/image call.
import type { Applied } from './apply.js';
import type { ApplyOptions } from './apply-options.js';
import type { SampleDraw } from './draws.js';
import { Engine, freshSeed } from './engine.js';
import { Layer } from './layers/layer.js';
import type { StageSpec } from './program.js';

/** Stages without a layer class of their own, for the plain functions. */
export class StageLayer extends Layer {
  constructor(
    name: string,
    private readonly stages: readonly StageSpec[],
  ) {
    super(name, undefined, []);
  }

  lower(): StageSpec[] {
    return [...this.stages];
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}

function engineOf(owner: string, stages: readonly StageSpec[]): Engine {
  return new Engine(owner, [new StageLayer(owner, stages)], freshSeed(), true);
}

/**
 * Runs stages on images. `owner` names the function in errors; `numbers` gives the numbers of a single drawing stage for
 * each image, by name, instead of draws.
 */
export function applyStages<T>(
  owner: string,
  stages: readonly StageSpec[],
  images: T,
  options: ApplyOptions = {},
  numbers?: readonly Record<string, number>[],
): Promise<Applied<T>> {
  const engine = engineOf(owner, stages);
  const draws = numbers?.map(
    (values): SampleDraw => ({ stages: [{ layer: owner, kind: stages[0]?.kind ?? '', values }] }),
  );
  return engine.apply(images, options, draws) as Promise<Applied<T>>;
}

/** applyStages() on the calling thread, with draws of its own. */
export function applyStagesSync<T>(
  owner: string,
  stages: readonly StageSpec[],
  images: T,
  options: ApplyOptions = {},
): Applied<T> {
  return engineOf(owner, stages).applySync(images, options) as Applied<T>;
}
