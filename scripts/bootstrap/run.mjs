// Running child processes and reporting steps.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;
const LINES_SHOWN_ON_FAILURE = 60;

/** An expected failure: its message tells the person what to do, so no stack trace is shown. */
export class BootstrapError extends Error {}

/** Runs a command quietly; on failure the end of its output becomes the message. */
export function run(command, args, { cwd = root, env = {}, timeout } = {}) {
  const result = tryRun(command, args, { cwd, env, timeout });
  if (result.ok) return result.output;
  const tail = result.output.trimEnd().split('\n').slice(-LINES_SHOWN_ON_FAILURE).join('\n');
  throw new BootstrapError(`\`${command} ${args.join(' ')}\` failed:\n${tail}`);
}

/** Like `run`, for commands whose failure is an answer. */
export function tryRun(command, args, { cwd = root, env = {}, timeout } = {}) {
  const result = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
  });
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? `\n${result.error.message}` : ''}`;
  return { ok: result.status === 0, output };
}

/** One printed line per step that has work to do: its name first, its duration when it is done. */
export async function step(title, work) {
  const start = performance.now();
  process.stderr.write(`bootstrap: ${title} ... `);
  try {
    const result = await work();
    process.stderr.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    process.stderr.write('failed\n');
    throw error;
  }
}
