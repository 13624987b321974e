// The error of a call that must fail, with the checks every error of the library must pass.
import * as assert from 'uvu/assert';
import { ERROR_GROUPS, ImagePipelineError, isErrorCode } from '../../src/errors.js';

/** Awaits `work`, which must fail with `code` and a message that matches; gives the error for further checks. */
export async function failureOf(
  work: () => unknown,
  code: string,
  ...messageParts: readonly string[]
): Promise<ImagePipelineError> {
  let error: unknown;
  try {
    await work();
  } catch (caught) {
    error = caught;
  }
  assert.instance(error, ImagePipelineError, `expected ${code}, got ${String(error)}`);
  const failure = error as ImagePipelineError;
  assert.is(failure.code, code, failure.message);
  assert.ok(isErrorCode(code), `${code} is not in the table`);
  assert.is(failure.name, ERROR_GROUPS[code]);
  for (const part of messageParts) assert.ok(failure.message.includes(part), `"${failure.message}" lacks "${part}"`);
  return failure;
}
