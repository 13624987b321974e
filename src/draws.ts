// The numbers behind one augmented image: readable, JSON, replayable.

/** What one stage drew for one sample. */
export interface StageDraw {
  /** Class name of the layer, such as 'RandomRotation'. */
  layer: string;
  /** Stage that uses the numbers, such as 'rotation'. */
  kind: string;
  /** Numbers by name, such as { angleRad: 0.31 }. */
  values: Record<string, number>;
}

/** Everything drawn for one sample, in the order of the layers. Stages that draw nothing are not listed. */
export interface SampleDraw {
  stages: StageDraw[];
}
