import * as assert from 'uvu/assert';
import { ImagePipelineError } from '../../src/index.js';

/** Runs `work`, which must fail with one of our errors of this class name and code whose message has `part`. */
export async function failsWith(
  work: () => unknown,
  className: string,
  code: string,
  part: string | RegExp,
): Promise<ImagePipelineError> {
  let error: unknown;
  try {
    await work();
  } catch (caught) {
    error = caught;
  }
  assert.instance(error, ImagePipelineError, `expected ${code}; got ${String(error)}`);
  const found = error as ImagePipelineError;
  assert.is(found.code, code, found.message);
  assert.is(found.name, className);
  if (typeof part === 'string') assert.ok(found.message.includes(part), `"${found.message}" lacks "${part}"`);
  else assert.match(found.message, part);
  assert.ok(found.message.length <= 400, `message of ${found.message.length} characters`);
  return found;
}
