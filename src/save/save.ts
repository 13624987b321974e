// ImagePipeline.save().
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Layer, LayerWeight } from '../layers/layer.js';
import { type Collected, collectWeights } from './collect-weights.js';
import { byteLengthOf, makeDocument, parsePath, type SavedWeights } from './document.js';
import { type NewFile, replaceFiles } from './replace-files.js';

const OWNER = 'ImagePipeline.save';
/** Bytes that are copied out of a layer at a time. */
const CHUNK_BYTES = 2 ** 22;

/** Writes the pipeline as it is at the call. */
export async function savePipeline(path: unknown, pipeline: Layer): Promise<void> {
  const target = parsePath(OWNER, path);
  const { config, arrays } = collectWeights(pipeline);
  const name = `${basename(target, '.json')}.weights.bin`;
  let weights: SavedWeights | undefined;
  const files: NewFile[] = [];
  if (arrays.length > 0) {
    const write = async (file: FileHandle) => {
      const sha256 = await writeArrays(file, arrays);
      weights = { path: name, sha256, entries: arrays.map(({ entry }) => entry) };
    };
    files.push({ path: join(dirname(target), name), write });
  }
  // Last, because it has the checksum, and because it is what says that there is a pipeline.
  const text = () => `${JSON.stringify(makeDocument(config, weights), null, 2)}\n`;
  files.push({ path: target, write: (file) => file.writeFile(text()) });
  await replaceFiles(OWNER, files);
}

/** Writes the arrays and tells the checksum of the whole file. */
async function writeArrays(file: FileHandle, arrays: Collected['arrays']): Promise<string> {
  const hash = createHash('sha256');
  let end = 0;
  const append = async (bytes: Uint8Array) => {
    hash.update(bytes);
    for (let done = 0; done < bytes.length; ) {
      done += (await file.write(bytes, done, bytes.length - done, end + done)).bytesWritten;
    }
    end += bytes.length;
  };
  for (const { entry, weight } of arrays) {
    await append(new Uint8Array(entry.byteOffset - end));
    for (const rows of chunksOf(weight)) await append(rows);
  }
  return hash.digest('hex');
}

/** The bytes of an array, some rows at a time; little-endian, as all machines are that the library runs on. */
function* chunksOf(weight: LayerWeight): Generator<Uint8Array> {
  const count = weight.shape[0] as number;
  const rowBytes = byteLengthOf({ dtype: weight.dtype, shape: [1, ...weight.shape.slice(1)] });
  const step = Math.max(1, Math.floor(CHUNK_BYTES / Math.max(1, rowBytes)));
  for (let first = 0; first < count; first += step) {
    const { buffer, byteOffset, byteLength } = weight.rows(first, Math.min(step, count - first));
    yield new Uint8Array(buffer, byteOffset, byteLength);
  }
}
