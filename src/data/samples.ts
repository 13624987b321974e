// The whole list of samples behind a data set, in its unshuffled order.
import type { BoxFormat } from '../samples/types.js';
import type { LabelColumn } from './labels.js';
import type { DatasetReport } from './report.js';
import type { SampleSource } from './runner.js';

export interface SampleList {
  /** Name of the function that made the list, for messages. */
  readonly owner: string;
  readonly count: number;
  /** File of the sample, or '' for an image in memory. */
  path(position: number): string;
  source(position: number): SampleSource;
  /** The index that keys the sample's draws: its position, or its row in the frame. */
  drawIndex(position: number): number;
  /** One column, several for several outputs, or null without labels. */
  readonly labels: LabelColumn | readonly LabelColumn[] | null;
  /** Class number of every sample, where each has exactly one. */
  readonly classes: Int32Array | null;
  readonly classNames: readonly string[];
  readonly weights: Float32Array | null;
  /** Boxes and keypoints that source() gives with every sample; absent without. */
  readonly places?: SamplePlaces | undefined;
  readonly fingerprint: string;
  readonly report: DatasetReport;
}

/** Boxes and keypoints of a list. */
export interface SamplePlaces {
  boxFormat: BoxFormat | undefined;
  /** Names of the box labels in the order of their numbers; empty where they are numbers. */
  boxClassNames: readonly string[];
  hasKeypoints: boolean;
}
