// Layers -> segments: native programs, cut where a custom JS function stands between them.
import { layerId } from './layer-ids.js';
import type { Lambda } from './layers/lambda.js';
import { isFunctionLayer, type Layer } from './layers/layer.js';
import { conversionTo, type LoweredStage } from './layers/lowering.js';
import { type NativePlan, native } from './native.js';
import { ownOf } from './options.js';
import { type ProgramStage, RESIZING_KINDS } from './program.js';
import type { PartialShape } from './types.js';

export interface NativeSegment {
  kind: 'native';
  plan: NativePlan;
  /** One entry per stage that draws: which layer, and the names of its numbers. */
  draws: { layer: string; kind: string; numbers: string[] }[];
  numberCount: number;
  /** True when the output size depends on the draw. */
  dynamicSize: boolean;
}

export interface FunctionSegment {
  kind: 'function';
  layer: Lambda;
}

export type Segment = NativeSegment | FunctionSegment;

export interface AssembleOptions {
  training: boolean;
  fuse: boolean;
}

/** Lowers `layers` (flattened) and compiles each stretch between custom functions into a plan. */
export function assemble(layers: readonly Layer[], { training, fuse }: AssembleOptions): Segment[] {
  const segments: Segment[] = [];
  let stages: ProgramStage[] = [];
  let owners: Layer[] = [];
  const close = () => {
    if (stages.length > 0 || segments.length === 0) segments.push(compile(stages, owners, fuse));
    stages = [];
    owners = [];
  };
  layers.forEach((layer, position) => {
    if (isFunctionLayer(layer)) {
      if (stages.length > 0) close();
      segments.push({ kind: 'function', layer });
      return;
    }
    const lowered = layer.lowerAll(training);
    const start = stages.length;
    for (const { spec, owner, gates } of lowered.length > 0 ? lowered : conversion(layer)) {
      stages.push({
        ...spec,
        layer: layerId(owner),
        ...(owner.seed === undefined ? {} : { seed: owner.seed }),
        ...(spec.kind === 'random_size' && !sizeIsFixedAfter(layers, position) ? { perBatch: true } : {}),
        ...(gates.length === 0 ? {} : { gates: gates.map((gate) => ({ ...gate, stage: gate.stage + start })) }),
      });
      owners.push(owner);
    }
  });
  if (stages.length > 0 || segments.length === 0) close();
  return segments;
}

// A layer that does nothing now still gives its dtype, so that training and inference agree on it.
function conversion(owner: Layer): LoweredStage[] {
  return owner.dtype === 'input' ? [] : [{ spec: conversionTo(owner.dtype), owner, gates: [] }];
}

function compile(stages: ProgramStage[], owners: readonly Layer[], fuse: boolean): NativeSegment {
  const plan = new (native().Plan)({ fuse, stages: stages.map(withoutPrototype) });
  const draws = plan
    .stages()
    .map(({ kind, numbers }, i) => ({ layer: (owners[i] as Layer).className, kind, numbers }))
    .filter(({ numbers }) => numbers.length > 0);
  return {
    kind: 'native',
    plan,
    draws,
    numberCount: draws.reduce((sum, { numbers }) => sum + numbers.length, 0),
    dynamicSize: stages.some(({ kind, gates }) => kind === 'random_size' || (gates && RESIZING_KINDS.has(kind))),
  };
}

// The native part reads whatever an object has, inherited or not.
function withoutPrototype(stage: ProgramStage): ProgramStage {
  return ownOf({ ...stage, params: ownOf(stage.params) });
}

/** True when the layers behind `position` give one size whatever size they are given. */
function sizeIsFixedAfter(layers: readonly Layer[], position: number): boolean {
  const [height, width] = shapeThrough(layers.slice(position + 1), [null, null, null]);
  return height !== null && width !== null;
}

/** Shape behind all `layers`; null where it depends on the draw or is unknown. */
export function shapeThrough(layers: readonly Layer[], inputShape: PartialShape): PartialShape {
  return layers.reduce((shape, layer) => layer.outputShape(shape), inputShape);
}
