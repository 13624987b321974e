// One view of every kind of data frame: rows, columns, Arrow, Polars, CSV. No frame library is imported; Arrow tables
// and Polars frames are told by their methods.
import { makeError } from '../errors.js';
import { invalid, show } from '../options.js';
import { readCsv } from './csv.js';
import type { Pacer } from './pacer.js';

/** The cell of a column in `row`. */
export type Column = (row: number) => unknown;

export interface Table {
  rows: number;
  columnNames: readonly string[];
  column(name: string): Column;
  /** True where every cell is text, so that numbers must be read from it. */
  textual: boolean;
}

/** apache-arrow's Table, as far as it is used. */
interface ArrowTable {
  numRows: number;
  schema: { fields: readonly { name: string }[] };
  getChild(name: string): { get(row: number): unknown };
}

/** nodejs-polars' DataFrame, as far as it is used. */
interface PolarsFrame {
  height: number;
  columns: readonly string[];
  getColumn(name: string): { slice(start: number, length: number): { toArray(): unknown[] } };
}

/** Rows that are fetched from Polars at a time: a call for each cell is slow, a call for all blocks. */
const POLARS_BLOCK = 1024;

export async function openTable(owner: string, frame: unknown, pacer: Pacer): Promise<Table> {
  if (typeof frame === 'string') return columnsTable(owner, await readCsv(owner, frame, pacer), true);
  if (Array.isArray(frame)) return rowsTable(owner, frame);
  if (isArrow(frame)) return arrowTable(frame);
  if (isPolars(frame)) return polarsTable(frame);
  if (typeof frame === 'object' && frame !== null) return columnsTable(owner, new Map(Object.entries(frame)), false);
  throw invalid(
    owner,
    'frame',
    'rows, columns, an Arrow table, a Polars frame or the path of a CSV file',
    frame,
    'E_TYPE',
  );
}

/** The column `name`. Throws E_COLUMN that lists the existing ones. */
export function requireColumn(owner: string, table: Table, option: string, name: string): Column {
  if (table.columnNames.includes(name)) return table.column(name);
  throw makeError(
    'E_COLUMN',
    `${owner}: ${option} ${show(name)} is not a column; columns are ${show(table.columnNames)}`,
  );
}

/** A cell as a number, or NaN. BigInt cells come from 64-bit integer columns. */
export function numberOf(cell: unknown, textual: boolean): number {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'bigint') return Number(cell);
  return textual && typeof cell === 'string' && cell.trim() !== '' ? Number(cell) : Number.NaN;
}

/** The elements of a list cell (array, typed array, Arrow vector), or undefined for other cells. */
export function listOf(cell: unknown): unknown[] | undefined {
  if (Array.isArray(cell)) return cell;
  if (typeof cell !== 'object' || cell === null || !(Symbol.iterator in cell)) return undefined;
  return [...(cell as Iterable<unknown>)];
}

function rowsTable(owner: string, rows: readonly unknown[]): Table {
  rows.forEach((row, index) => {
    if (typeof row !== 'object' || row === null) {
      throw makeError('E_COLUMN', `${owner}: row ${index} must be an object; received ${show(row)}`);
    }
  });
  const objects = rows as readonly Record<string, unknown>[];
  return {
    rows: rows.length,
    // Rows may lack cells; a column exists when the first row has it.
    columnNames: Object.keys(objects[0] ?? {}),
    column: (name) => (row) => {
      const cells = objects[row] as Record<string, unknown>;
      return Object.hasOwn(cells, name) ? cells[name] : undefined;
    },
    textual: false,
  };
}

function columnsTable(owner: string, columns: ReadonlyMap<string, unknown>, textual: boolean): Table {
  let rows: number | undefined;
  for (const [name, cells] of columns) {
    if (!(Array.isArray(cells) || (ArrayBuffer.isView(cells) && 'length' in cells))) {
      throw makeError('E_COLUMN', `${owner}: column ${show(name)} must be an array; received ${show(cells)}`);
    }
    const { length } = cells as ArrayLike<unknown>;
    rows ??= length;
    if (length !== rows) {
      throw makeError('E_COLUMN', `${owner}: column ${show(name)} has ${length} rows where others have ${rows}`);
    }
  }
  return {
    rows: rows ?? 0,
    columnNames: [...columns.keys()],
    column(name) {
      const cells = columns.get(name) as ArrayLike<unknown>;
      return (row) => cells[row];
    },
    textual,
  };
}

function isArrow(frame: unknown): frame is ArrowTable {
  const table = frame as Partial<ArrowTable> | null;
  return typeof table?.getChild === 'function' && typeof table.numRows === 'number';
}

function arrowTable(frame: ArrowTable): Table {
  return {
    rows: frame.numRows,
    columnNames: frame.schema.fields.map(({ name }) => name),
    column(name) {
      const vector = frame.getChild(name);
      return (row) => vector.get(row);
    },
    textual: false,
  };
}

/** Polars frames are functions: proxies that can be called. */
function isPolars(frame: unknown): frame is PolarsFrame {
  const table = frame as Partial<PolarsFrame> | null;
  return typeof table?.getColumn === 'function' && typeof table.height === 'number' && Array.isArray(table.columns);
}

function polarsTable(frame: PolarsFrame): Table {
  return {
    rows: frame.height,
    columnNames: [...frame.columns],
    column(name) {
      const series = frame.getColumn(name);
      let start = -1;
      let block: unknown[] = [];
      return (row) => {
        const blockStart = row - (row % POLARS_BLOCK);
        if (blockStart !== start) {
          start = blockStart;
          block = series.slice(start, Math.min(POLARS_BLOCK, frame.height - start)).toArray();
        }
        return block[row - start];
      };
    },
    textual: false,
  };
}
