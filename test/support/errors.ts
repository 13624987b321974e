import * as assert from 'uvu/assert';
import type { ImagePipelineError } from '../../src/index.js';
import { failureOf } from './failure-of.js';

/** Runs `work`, which must fail with one of our errors of this class name and code whose message has `part`. */
export async function failsWith(
  work: () => unknown,
  className: string,
  code: string,
  part: string | RegExp,
): Promise<ImagePipelineError> {
  const found = await failureOf(work, code);
  assert.is(found.name, className);
  if (typeof part === 'string') assert.ok(found.message.includes(part), `"${found.message}" lacks "${part}"`);
  else assert.match(found.message, part);
  assert.ok(found.message.length <= 400, `message of ${found.message.length} characters`);
  return found;
}
