// The columns of a frame with masks, boxes and keypoints.
import type { BoxFormat } from '../samples/types.js';
import type { ListedBoxes, SampleCompanions } from './companions.js';
import { type BoxRead, readBoxes } from './frame-boxes.js';
import { type FileOptions, type FrameFiles, readMasks } from './frame-files.js';
import { readKeypoints } from './frame-keypoints.js';
import type { Pacer } from './pacer.js';
import type { DatasetReport } from './report.js';
import type { SamplePlaces } from './samples.js';
import { requireColumn, type Table } from './table.js';

export interface CompanionOptions {
  maskColumn: string | null;
  maskDirectory: string | null;
  /** One column of lists, or four of numbers. */
  boundingBoxColumn: string | readonly string[] | null;
  boundingBoxLabelColumn: string | null;
  boundingBoxFormat: BoxFormat | undefined;
  keypointColumn: string | null;
}

/** What readCompanions() needs of the options of a frame. */
interface FrameColumns extends Omit<FileOptions, 'owner'> {
  companions?: CompanionOptions;
}

/** Which rows belong to the sample whose first row is `row`. */
export type RowsOf = (row: number) => readonly number[];

export interface FrameCompanions {
  /** Of each sample; null where samples have none. */
  companions: SampleCompanions[] | null;
  places: SamplePlaces | undefined;
}

/** One sample per file where boxes have rows of their own; else one per row. */
export function groupRows(
  options: CompanionOptions | undefined,
  files: FrameFiles,
  report: DatasetReport,
): { unique: FrameFiles; rowsOf: RowsOf } {
  if (!Array.isArray(options?.boundingBoxColumn)) {
    return { unique: files, rowsOf: (row) => [row] };
  }
  const groups = new Map<unknown, number[]>();
  const unique: FrameFiles = { rows: [], sources: [] };
  files.sources.forEach((source, position) => {
    const row = files.rows[position] as number;
    const key = 'path' in source ? source.path : source.image;
    const group = groups.get(key);
    if (group) group.push(row);
    else {
      groups.set(key, [row]);
      unique.rows.push(row);
      unique.sources.push(source);
    }
  });
  report.duplicates = 0;
  const byFirst = new Map([...groups.values()].map((rows) => [rows[0] as number, rows]));
  return { unique, rowsOf: (row) => byFirst.get(row) as number[] };
}

/** Masks, boxes and keypoints of the samples whose first rows are `rows`. */
export async function readCompanions(
  owner: string,
  table: Table,
  { companions: options, ...files }: FrameColumns,
  { rows, rowsOf }: { rows: readonly number[]; rowsOf: RowsOf },
  pacer: Pacer,
): Promise<FrameCompanions> {
  if (!options) return { companions: null, places: undefined };
  const { maskColumn, keypointColumn, boundingBoxColumn } = options;
  const directory = options.maskDirectory ?? files.directory;
  const masks =
    maskColumn === null ? undefined : await masksOf(table, maskColumn, { ...files, owner, directory }, rows, pacer);
  const boxes = boundingBoxColumn === null ? undefined : await boxesOf(owner, table, options, rows.map(rowsOf), pacer);
  const points =
    keypointColumn === null
      ? undefined
      : await readKeypoints(
          owner,
          keypointColumn,
          requireColumn(owner, table, 'keypointColumn', keypointColumn),
          rows,
          pacer,
        );
  if (!masks && !boxes && !points) return { companions: null, places: undefined };
  const companions = rows.map(
    (_, position): SampleCompanions => ({
      ...(masks ? { mask: masks[position] as string } : {}),
      ...(boxes ? { boxes: boxes.boxes[position] as ListedBoxes } : {}),
      ...(points ? { keypoints: points[position] as number[][] } : {}),
    }),
  );
  const places = {
    boxFormat: boxes && options.boundingBoxFormat,
    boxClassNames: boxes?.classNames ?? [],
    hasKeypoints: points !== undefined,
  };
  return { companions, places: boxes || points ? places : undefined };
}

function masksOf(
  table: Table,
  name: string,
  options: FileOptions,
  rows: readonly number[],
  pacer: Pacer,
): Promise<string[]> {
  const column = requireColumn(options.owner, table, 'maskColumn', name);
  return readMasks(options, name, column, rows, pacer);
}

function boxesOf(
  owner: string,
  table: Table,
  options: CompanionOptions,
  groups: readonly (readonly number[])[],
  pacer: Pacer,
): Promise<BoxRead> {
  const { boundingBoxColumn, boundingBoxLabelColumn: labelName, boundingBoxFormat } = options;
  const names = [boundingBoxColumn as string | readonly string[]].flat();
  const columns = names.map((name) => requireColumn(owner, table, 'boundingBoxColumn', name));
  const labels = labelName === null ? undefined : requireColumn(owner, table, 'boundingBoxLabelColumn', labelName);
  return readBoxes(
    { owner, names, columns, labelName, labels, textual: table.textual, format: boundingBoxFormat as BoxFormat },
    groups,
    pacer,
  );
}
