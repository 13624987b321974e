// What ImagePipeline.load() reads: the config, with the arrays back in it.
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fsError } from '../data/fs-error.js';
import { ImagePipelineError, makeError } from '../errors.js';
import { configAt } from './collect-weights.js';
import { byteLengthOf, parsePath, readDocument, type SavedWeights, type WeightEntry } from './document.js';

const OWNER = 'ImagePipeline.load';
/** Bytes that are read at a time. */
const CHUNK_BYTES = 2 ** 22;

/** A config for fromConfig(), whose big arrays are typed arrays. */
export async function loadConfig(path: unknown): Promise<Record<string, unknown>> {
  const source = parsePath(OWNER, path);
  const text = await readFile(source, 'utf8').catch((cause) => {
    throw fsError(OWNER, source, cause);
  });
  const { config, weights } = readDocument(OWNER, source, text);
  if (!weights) return config;
  const targets = weights.entries.map((entry) => targetOf(source, config, entry));
  const arrays = await readArrays(join(dirname(source), weights.path), weights);
  targets.forEach((target, i) => {
    target[(weights.entries[i] as WeightEntry).name] = arrays[i];
  });
  return config;
}

/** The config that an array goes into. */
function targetOf(path: string, config: object, { layer, name }: WeightEntry): Record<string, unknown> {
  const target = configAt(config, layer);
  if (target && !Object.hasOwn(target, name)) return target;
  const what = target ? `${layer} has its ${name} already` : `there is no ${layer}`;
  throw makeError('E_SPEC', `${OWNER}: ${what} in ${JSON.stringify(path)}`, { path });
}

async function readArrays(path: string, weights: SavedWeights): Promise<(Float32Array | Float64Array)[]> {
  try {
    const file = await open(path, 'r');
    try {
      return await readFrom(file, path, weights);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw cause instanceof ImagePipelineError ? cause : fsError(OWNER, path, cause);
  }
}

async function readFrom(file: FileHandle, path: string, { sha256, entries }: SavedWeights) {
  const last = entries.at(-1);
  const expected = last ? last.byteOffset + byteLengthOf(last) : 0;
  const { size } = await file.stat();
  // Before memory is taken for what a document claims.
  if (size !== expected) throw wrongSize(path, size, expected);
  const hash = createHash('sha256');
  const arrays: (Float32Array | Float64Array)[] = [];
  let end = 0;
  for (const entry of entries) {
    await fill(file, path, new Uint8Array(entry.byteOffset - end), end, hash);
    const array = allocate(entry);
    await fill(file, path, new Uint8Array(array.buffer), entry.byteOffset, hash);
    end = entry.byteOffset + array.byteLength;
    arrays.push(array);
  }
  if (hash.digest('hex') === sha256) return arrays;
  throw makeError('E_CORRUPT', `${OWNER}: ${JSON.stringify(path)} has not the checksum that was saved`, { path });
}

async function fill(file: FileHandle, path: string, bytes: Uint8Array, from: number, hash: Hash): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, done, Math.min(CHUNK_BYTES, bytes.length - done), from + done);
    // It became shorter while it was read.
    if (bytesRead === 0) throw wrongSize(path, from + done, from + bytes.length);
    hash.update(bytes.subarray(done, done + bytesRead));
    done += bytesRead;
  }
}

function allocate(entry: WeightEntry): Float32Array | Float64Array {
  const bytes = byteLengthOf(entry);
  try {
    return entry.dtype === 'float32' ? new Float32Array(bytes / 4) : new Float64Array(bytes / 8);
  } catch (cause) {
    throw makeError('E_ALLOC', `${OWNER}: no memory for ${bytes} bytes of ${entry.layer} ${entry.name}`, { cause });
  }
}

function wrongSize(path: string, size: number, expected: number) {
  const code = size < expected ? 'E_TRUNCATED' : 'E_CORRUPT';
  return makeError(code, `${OWNER}: ${JSON.stringify(path)} has ${size} bytes instead of ${expected}`, { path });
}
