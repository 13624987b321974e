// Scripts in processes of their own, for what must not happen to the test process.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LIBRARY = new URL('../../src/index.ts', import.meta.url).href;
const ROOT = new URL('../..', import.meta.url).pathname;

export interface Ended {
  code: number;
  signal: string | null;
  output: string;
  /** The lines of standard output alone: TensorFlow logs to the other. */
  lines: string[];
}

/** Runs an ES module, which sees the library as `library`; resolves with its exit code and output. */
export async function inChild(script: string): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'image-pipeline-'));
  const file = join(folder, 'script.mjs');
  await writeFile(file, `import * as library from ${JSON.stringify(LIBRARY)};\n${script}`);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  try {
    const { stdout, stderr } = await run(process.execPath, ['--expose-gc', '--import', 'tsx', file], { cwd: ROOT });
    return { code: 0, signal: null, output: stdout + stderr, lines: stdout.trim().split('\n') };
  } catch (error) {
    const { code, signal, stdout, stderr } = error as Ended & { stdout: string; stderr: string };
    return { code, signal, output: stdout + stderr, lines: stdout.trim().split('\n') };
  } finally {
    await rm(folder, { recursive: true });
  }
}
