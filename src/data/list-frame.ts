// From a table to the list of samples: first the files, then the classes, as Keras filters.
import { relative, resolve } from 'node:path';
import { makeError } from '../errors.js';
import { show } from '../options.js';
import { Fingerprint } from './fingerprint.js';
import { type CompanionOptions, groupRows, readCompanions } from './frame-companions.js';
import { type FileOptions, type FrameFiles, readFiles } from './frame-files.js';
import { type ClassMode, readClasses, readNumbers } from './frame-labels.js';
import type { LabelColumn } from './labels.js';
import type { Pacer } from './pacer.js';
import { DatasetReport, lookalikes } from './report.js';
import type { SampleList } from './samples.js';
import { numberOf, requireColumn, type Table } from './table.js';

export type TargetMode = ClassMode | 'raw' | 'multiOutput';

export interface FrameOptions extends Omit<FileOptions, 'owner'> {
  targetColumns: readonly string[];
  weightColumn: string | null;
  targetMode: TargetMode | null;
  classNames: readonly string[] | null;
  /** Columns of masks, boxes and keypoints; default none. */
  companions?: CompanionOptions;
}

/** Labels are hashed in blocks, so that one-hot rows of the whole list never exist at once. */
const HASH_BLOCK = 256;

type Labelled = Pick<SampleList, 'labels' | 'classes' | 'classNames'> & { files: FrameFiles };

export async function listFrame(owner: string, table: Table, options: FrameOptions, pacer: Pacer): Promise<SampleList> {
  const report = new DatasetReport();
  const dataColumn = requireColumn(owner, table, 'dataColumn', options.dataColumn);
  const targets =
    options.targetMode === null
      ? []
      : options.targetColumns.map((name) => ({
          name,
          column: requireColumn(owner, table, 'targetColumn', name),
          textual: table.textual,
        }));
  const all = await readFiles({ ...options, owner }, dataColumn, table.rows, report, pacer);
  const { unique, rowsOf } = groupRows(options.companions, all, report);
  const { files, ...labelled } = await readTargets(owner, targets, options, unique, report, pacer);
  if (files.rows.length === 0) throw nothingLeft(owner, table.rows, report);
  const weights = await readWeights(owner, table, options.weightColumn, files.rows, pacer);
  const { companions, places } = await readCompanions(owner, table, options, { rows: files.rows, rowsOf }, pacer);
  report.samples = files.rows.length;
  report.lookalikeClasses = lookalikes(labelled.classNames);
  const list = {
    owner,
    count: files.rows.length,
    path: (position: number) => pathOf(files, position),
    source: (position: number) => {
      const source = files.sources[position] as FrameFiles['sources'][number];
      return companions === null ? source : { ...source, companions: companions[position] };
    },
    drawIndex: (position: number) => files.rows[position] as number,
    ...labelled,
    weights,
    places,
    report,
  };
  return { ...list, fingerprint: await fingerprintOf(list, options, pacer) };
}

async function readTargets(
  owner: string,
  targets: readonly Parameters<typeof readNumbers>[1][],
  { targetMode, classNames }: FrameOptions,
  files: FrameFiles,
  report: DatasetReport,
  pacer: Pacer,
): Promise<Labelled> {
  const [target] = targets;
  if (targetMode === null || target === undefined) return { files, labels: null, classes: null, classNames: [] };
  if (targetMode === 'multiOutput' || targetMode === 'raw') {
    const columns: LabelColumn[] = [];
    for (const each of targets) columns.push(await readNumbers(owner, each, files.rows, pacer));
    return { files, labels: targetMode === 'raw' ? (columns[0] ?? null) : columns, classes: null, classNames: [] };
  }
  const read = await readClasses(owner, { ...target, mode: targetMode }, files.rows, classNames, pacer);
  const { kept, labels, classes } = read;
  report.skipped.classes += files.rows.length - kept.length;
  const remaining = {
    rows: kept.map((position) => files.rows[position] as number),
    sources: kept.map((position) => files.sources[position] as FrameFiles['sources'][number]),
  };
  return { files: remaining, labels, classes, classNames: read.classNames };
}

async function readWeights(
  owner: string,
  table: Table,
  name: string | null,
  rows: readonly number[],
  pacer: Pacer,
): Promise<Float32Array | null> {
  if (name === null) return null;
  const column = requireColumn(owner, table, 'weightColumn', name);
  const weights = new Float32Array(rows.length);
  for (const [position, row] of rows.entries()) {
    const weight = numberOf(column(row), table.textual);
    if (!Number.isFinite(weight)) {
      throw makeError(
        'E_COLUMN',
        `${owner}: row ${row}: ${name} must be a finite number; received ${show(column(row))}`,
        {
          index: row,
        },
      );
    }
    weights[position] = weight;
    if (pacer.due()) await pacer.rest();
  }
  return weights;
}

function nothingLeft(owner: string, rows: number, { skipped }: DatasetReport) {
  return makeError(
    'E_NO_IMAGES',
    `${owner}: no images among ${rows} rows: ${skipped.suffix} do not end like an image, ${skipped.missing} do not ` +
      `exist, ${skipped.classes} have no class among classNames`,
  );
}

function pathOf(files: FrameFiles, position: number): string {
  const source = files.sources[position] as FrameFiles['sources'][number];
  return 'path' in source ? source.path : '';
}

async function fingerprintOf(
  list: Omit<SampleList, 'fingerprint'>,
  { directory, targetMode, targetColumns, companions }: FrameOptions,
  pacer: Pacer,
): Promise<string> {
  const fingerprint = new Fingerprint();
  fingerprint.addText(JSON.stringify([list.owner, targetMode, targetColumns, list.classNames]));
  const columns: readonly LabelColumn[] = list.labels === null ? [] : [list.labels].flat();
  // Without the directory's own path, so that a state travels between machines.
  const nameIn = (root: string | null, path: string) => (root === null ? path : relative(resolve(root), path));
  for (let start = 0; start < list.count; start += HASH_BLOCK) {
    const positions = Array.from({ length: Math.min(HASH_BLOCK, list.count - start) }, (_, i) => start + i);
    for (const position of positions) {
      const source = list.source(position);
      const name = 'path' in source ? nameIn(directory, source.path) : JSON.stringify(source.image.shape);
      fingerprint.addText(`${list.drawIndex(position)} ${name}`);
      if (!source.companions) continue;
      const { mask, ...rest } = source.companions;
      const maskName = mask === undefined ? null : nameIn(companions?.maskDirectory ?? directory, mask);
      fingerprint.addText(JSON.stringify([maskName, rest, companions?.boundingBoxFormat]));
    }
    for (const column of columns) fingerprint.addNumbers(column.gather(positions).data);
    await pacer.rest();
  }
  return fingerprint.digest();
}
