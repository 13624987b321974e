// One row of the bad-input table: what every refusal must leave as it was.
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { type Image, type ImagePipelineError, image, memory, Rescaling } from '../../src/index.js';
import { failsWith } from '../support/errors.js';
import { bytesOf, makeImage } from '../support/images.js';

/** A call that is wrong on purpose, so outside what the types allow. */
// biome-ignore lint/suspicious/noExplicitAny: wrong calls have no type
export type Wrong = any;

/** Class, code and a part of the message. */
export type Refusal = readonly [className: string, code: string, part: string | RegExp];

export const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), '..', 'fixtures', 'images');

export function fixture(name: string): string {
  return join(FIXTURES, name);
}

export function hashOf(data: Image['data']): string {
  return createHash('sha256').update(bytesOf({ data })).digest('hex');
}

/** No native memory is held, and the next call gives the right numbers. */
export async function assertIntact(): Promise<void> {
  assert.is(memory().inUseBytes, 0, 'native memory is still held');
  const good: Image = { data: new Uint8Array([1, 2, 3, 4, 5, 6]), shape: [1, 2, 3] };
  assert.equal([...(await new Rescaling({ scale: 2, offset: 1 }).apply(good)).data], [3, 5, 7, 9, 11, 13]);
  assert.equal([...(await image.flipLeftRight(good)).data], [4, 5, 6, 1, 2, 3]);
}

/** `call` must fail like this on a picture that it leaves as it was; the library must work afterwards. */
export async function refuses(
  call: (picture: Image) => unknown,
  [className, code, part]: Refusal,
): Promise<ImagePipelineError> {
  const picture = makeImage([5, 4, 3]);
  const before = hashOf(picture.data);
  const error = await failsWith(() => call(picture), className, code, part);
  assert.is(hashOf(picture.data), before, 'the input was written to');
  await assertIntact();
  return error;
}
