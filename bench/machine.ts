// What ran where, in one line, and the one CPU that everybody is held to.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { capabilities } from '../src/index.js';

const CPU = String(cpus().length - 1);

/** Holds a process and its threads to one CPU. False where the system has no such tool. */
export function pinToCpu(pid: number): boolean {
  return spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', CPU, String(pid)]).status === 0;
}

export function machineLine(threads: string, versions: Readonly<Record<string, string>>): string {
  const { version, target } = capabilities();
  return [
    `${cpus()[0]?.model ?? 'unknown CPU'}, ${threads}`,
    `Node ${process.versions.node}`,
    `tfjs-image-pipeline ${version} (${target})`,
    ...Object.entries(versions).map(([name, each]) => `${name} ${each}`),
  ].join('; ');
}
