// Who is who: the process that each contender lives in, started when it is first invited.

import { fileURLToPath } from 'node:url';
import { addonEnvironment, compiled } from '../compiled.js';
import type { Absent, Contender, Entrant } from './contender.js';
import { type Environment, peersPython } from './environment.js';
import { installPackage, isPackage } from './packages.js';
import { PeerProcess } from './process.js';
import type { Task } from './task.js';

const PYTHON_SERVER = fileURLToPath(new URL('../../scripts/bench-peers/serve.py', import.meta.url));
const NODE_SERVER = 'bench/contenders/node/serve.ts';

/** The Python peers of one environment share a process; everybody else has one of their own. */
const ENVIRONMENTS: Readonly<Record<string, Environment>> = {
  'cv2-5.0': 'main',
  'cv2-4.14': 'opencv-4',
  numpy: 'main',
  scipy: 'main',
  skimage: 'main',
  pillow: 'main',
  tf: 'main',
  keras: 'main',
  idg: 'main',
  torch: 'torch',
  torchvision: 'torch',
};

/** Peers of several versions. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = { cv2: ['cv2-4.14', 'cv2-5.0'] };

export const membersOf = (peer: string): readonly string[] => FAMILIES[peer] ?? [peer];

/** So many threads, and no lines of theirs between ours. */
const pythonEnvironment = (threads: string) => ({
  TF_CPP_MIN_LOG_LEVEL: '3',
  TF_NUM_INTRAOP_THREADS: threads,
  TF_NUM_INTEROP_THREADS: '1',
  OMP_NUM_THREADS: threads,
  OPENBLAS_NUM_THREADS: threads,
  CUDA_VISIBLE_DEVICES: '-1',
  KERAS_BACKEND: 'tensorflow',
});

export class Peers {
  private readonly processes = new Map<string, PeerProcess | { reason: string }>();

  async open(entrant: Entrant, task: Task): Promise<Contender | Absent> {
    const found = this.processOf(entrant);
    return found instanceof PeerProcess ? found.open(entrant, task) : { name: entrant.name, reason: found.reason };
  }

  /** Names and versions of the packages of everybody that was started. */
  async versions(): Promise<Record<string, string>> {
    const all: Record<string, string> = {};
    for (const each of this.processes.values()) {
      if (each instanceof PeerProcess) Object.assign(all, await each.versions());
    }
    return all;
  }

  end(): void {
    for (const each of this.processes.values()) if (each instanceof PeerProcess) each.end();
  }

  /** Starts it when it is not there yet. */
  processOf({ name, threads, free = threads > 1 }: Entrant): PeerProcess | { reason: string } {
    const environment = ENVIRONMENTS[name];
    const file = name.startsWith('ours') ? 'ours' : name;
    const key = `${environment ?? file} ${threads} ${free}`;
    const found =
      this.processes.get(key) ??
      (environment ? startPython(environment, threads, !free) : startNode(file, threads, !free));
    this.processes.set(key, found);
    return found;
  }
}

function startPython(environment: Environment, threads: number, pinned: boolean): PeerProcess | { reason: string } {
  const found = peersPython(environment);
  if ('reason' in found) return found;
  return new PeerProcess(found.python, ['-B', PYTHON_SERVER], pinned, pythonEnvironment(String(threads)));
}

function startNode(file: string, threads: number, pinned: boolean): PeerProcess | { reason: string } {
  const reason = isPackage(file) ? installPackage(file) : undefined;
  if (reason !== undefined) return { reason };
  const environment = {
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: '1',
    TF_CPP_MIN_LOG_LEVEL: '3',
    ...addonEnvironment(),
  };
  return new PeerProcess(process.execPath, [compiled(NODE_SERVER), file], pinned, environment);
}
