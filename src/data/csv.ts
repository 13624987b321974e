// A CSV file as columns of text, read as a stream.
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { ImagePipelineError, makeError } from '../errors.js';
import { show } from '../options.js';
import { errnoOf, fsError } from './fs-error.js';
import type { Pacer } from './pacer.js';

/** A longer record is a quote that never ends, not a row of a data set. */
const MAX_RECORD_BYTES = 2 ** 20;

/** Columns by name, from the header on. Throws E_CSV with the line, or an IoError. */
export async function readCsv(owner: string, path: string, pacer: Pacer): Promise<Map<string, string[]>> {
  const parser = parse({ bom: true, skip_empty_lines: true, max_record_size: MAX_RECORD_BYTES });
  let header: string[] | undefined;
  const columns: string[][] = [];
  try {
    // Errors of the file reach the loop below through the parser.
    pipeline(createReadStream(path), parser, () => {});
    for await (const record of parser as AsyncIterable<string[]>) {
      if (header === undefined) {
        header = checkHeader(owner, path, record);
        columns.push(...record.map(() => []));
      } else {
        record.forEach((cell, index) => {
          columns[index]?.push(cell);
        });
      }
      if (pacer.due()) await pacer.rest();
    }
  } catch (error) {
    throw csvFailure(owner, path, error);
  }
  if (header === undefined || columns[0]?.length === 0) {
    const missing = header === undefined ? 'no header' : 'no rows after the header in line 1';
    throw makeError('E_CSV', `${owner}: ${show(path)} has ${missing}`, { path });
  }
  return new Map(header.map((name, index) => [name, columns[index] as string[]]));
}

function checkHeader(owner: string, path: string, names: string[]): string[] {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated === undefined) return names;
  throw makeError('E_CSV', `${owner}: ${show(path)} line 1: column ${show(repeated)} comes twice`, { path });
}

function csvFailure(owner: string, path: string, error: unknown): unknown {
  if (error instanceof CsvError) {
    const { lines, message } = error as CsvError & { lines?: number };
    return makeError('E_CSV', `${owner}: ${show(path)} line ${lines ?? '?'}: ${message}`, { path, cause: error });
  }
  const foreign = errnoOf(error) !== '' && !(error instanceof ImagePipelineError);
  return foreign ? fsError(owner, path, error) : error;
}
