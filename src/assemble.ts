// Layers -> segments: native programs, cut where a custom JS function stands between them, where samples of a batch are
// mixed, and where a matrix whitens many images at a time.
import { layerId } from './layer-ids.js';
import { shapeThrough } from './layers/container.js';
import type { Lambda } from './layers/lambda.js';
import { isCompanionLayer, isFunctionLayer, isMixingLayer, isWhiteningLayer, type Layer } from './layers/layer.js';
import { conversionTo, type LoweredStage } from './layers/lowering.js';
import type { MaxNumBoundingBoxes } from './layers/max-num-bounding-boxes.js';
import type { MixingLayer } from './layers/mixing-layer.js';
import type { WhiteningLayer } from './layers/whitening-layer.js';
import { type NativePlan, native } from './native.js';
import { ownOf } from './options.js';
import { type Program, type ProgramStage, RESIZING_KINDS } from './program.js';

/** Stages compiled together: what draws numbers. */
export interface PlannedStages {
  plan: NativePlan;
  /** One entry per stage that draws: which layer, and the names of its numbers. */
  draws: { layer: string; kind: string; numbers: string[] }[];
  numberCount: number;
  /** True when the output size depends on the draw. */
  dynamicSize: boolean;
}

export interface NativeSegment extends PlannedStages {
  kind: 'native';
  /** It writes the results, and with channels first. */
  planar?: boolean;
}

/** One mixing layer, which takes all images of a call at once. Its plan draws; src/mixing says what becomes of them. */
export interface BatchSegment extends PlannedStages {
  kind: 'batch';
  layer: MixingLayer;
}

/** One whitening layer. Its plan draws which images, and tells the dtype. */
export interface WhiteningSegment extends PlannedStages {
  kind: 'whitening';
  layer: WhiteningLayer;
}

export interface FunctionSegment {
  kind: 'function';
  layer: Lambda;
}

/** Works on what belongs to the images; they pass. */
export interface CompanionSegment {
  kind: 'companions';
  layer: MaxNumBoundingBoxes;
}

export type Segment = NativeSegment | BatchSegment | WhiteningSegment | FunctionSegment | CompanionSegment;

/** Segments that had better, or must, see many images at a time. */
export function takesBatches({ kind }: Segment): boolean {
  return kind === 'batch' || kind === 'whitening';
}

const NOTHING: Program = { fuse: true, masks: false, maskFillValue: 0, stages: [] };

/** The last segment that touches images writes them with channels first; one is added where that is no native one. */
export function writePlanar(segments: readonly Segment[]): Segment[] {
  const last = segments.findLastIndex(({ kind }) => kind !== 'companions');
  const segment = segments[last];
  if (segment?.kind === 'native') return segments.with(last, { ...segment, planar: true });
  return [...segments, { kind: 'native', ...compile(NOTHING, []), planar: true }];
}

export interface AssembleOptions extends Pick<Program, 'fuse' | 'masks' | 'maskFillValue'> {
  training: boolean;
}

/** Lowers `layers` (flattened) and compiles each stretch between custom functions and mixing layers into a plan. */
export function assemble(layers: readonly Layer[], { training, ...program }: AssembleOptions): Segment[] {
  const segments: Segment[] = [];
  let stages: ProgramStage[] = [];
  let owners: Layer[] = [];
  const close = () => {
    segments.push({ kind: 'native', ...compile({ ...program, stages }, owners) });
    stages = [];
    owners = [];
  };
  layers.forEach((layer, position) => {
    if (isFunctionLayer(layer) || isCompanionLayer(layer)) {
      if (stages.length > 0) close();
      segments.push(isFunctionLayer(layer) ? { kind: 'function', layer } : { kind: 'companions', layer });
      return;
    }
    const alone = segmentOf(layer, training);
    // Masks have no values to whiten.
    if (program.masks && alone?.kind === 'whitening') return;
    const lowered = loweredOf(layer, training);
    const start = alone ? 0 : stages.length;
    const own = lowered.map(({ spec, owner, gates }) => ({
      ...spec,
      layer: layerId(owner),
      ...(owner.seed === undefined ? {} : { seed: owner.seed }),
      ...(spec.kind === 'random_size' && !sizeIsFixedAfter(layers, position, training) ? { perBatch: true } : {}),
      ...(spec.dtypeOf === undefined ? {} : { dtypeOf: spec.dtypeOf + start }),
      ...(gates.length === 0 ? {} : { gates: gates.map((gate) => ({ ...gate, stage: gate.stage + start })) }),
    }));
    if (alone) {
      if (stages.length > 0) close();
      const owners = lowered.map(({ owner }) => owner);
      segments.push({ ...alone, ...compile({ ...program, stages: own }, owners) });
      return;
    }
    stages.push(...own);
    owners.push(...lowered.map(({ owner }) => owner));
  });
  if (stages.length > 0 || segments.every(({ kind }) => kind === 'companions')) close();
  return segments;
}

/** Mixing layers do nothing at inference. */
function mixes(layer: Layer, training: boolean): layer is MixingLayer {
  return training && isMixingLayer(layer);
}

/** What a layer is that has a segment of its own; undefined for one that joins its neighbours. */
function segmentOf(layer: Layer, training: boolean) {
  if (mixes(layer, training)) return { kind: 'batch', layer } as const;
  return isWhiteningLayer(layer) && layer.whitens(training) ? ({ kind: 'whitening', layer } as const) : undefined;
}

/** A layer that does nothing now still gives its dtype, so that training and inference agree on it. */
function loweredOf(owner: Layer, training: boolean): readonly LoweredStage[] {
  const lowered = owner.lowerAll(training);
  if (lowered.length > 0 || owner.dtype === 'input') return lowered;
  return [{ spec: conversionTo(owner.dtype), owner, gates: [] }];
}

function compile({ stages, ...program }: Program, owners: readonly Layer[]): PlannedStages {
  const plan = new (native().Plan)({ ...program, stages: stages.map(withoutPrototype) });
  const draws = plan
    .stages()
    .map(({ kind, numbers }, i) => ({ layer: (owners[i] as Layer).className, kind, numbers }))
    .filter(({ numbers }) => numbers.length > 0);
  return {
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

/** True when the layers behind `position` give one size whatever size they are given, before a layer that needs one. */
function sizeIsFixedAfter(layers: readonly Layer[], position: number, training: boolean): boolean {
  const behind = layers.slice(position + 1);
  const mixing = behind.findIndex((layer) => mixes(layer, training));
  const [height, width] = shapeThrough(mixing < 0 ? behind : behind.slice(0, mixing), [null, null, null]);
  return height !== null && width !== null;
}
