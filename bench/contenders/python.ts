// The Python peers: one long-running child that answers lines of JSON (scripts/bench-peers/serve.py).
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pinToCpu } from '../machine.js';
import type { Absent, Contender } from './contender.js';
import type { Task } from './task.js';

const SERVER = fileURLToPath(new URL('../../scripts/bench-peers/serve.py', import.meta.url));
/** One thread each, and no lines of theirs between ours. */
const ENVIRONMENT = {
  TF_CPP_MIN_LOG_LEVEL: '3',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  CUDA_VISIBLE_DEVICES: '-1',
  KERAS_BACKEND: 'tensorflow',
};

interface Answer {
  error?: string;
  absent?: string;
  ns?: number;
  dtype?: 'uint8' | 'float32';
  data?: string;
  versions?: Record<string, string>;
}

export class PythonPeers {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;

  constructor(python: string) {
    this.child = spawn(python, ['-B', SERVER], {
      env: { ...process.env, ...ENVIRONMENT },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.answers = createInterface({ input: this.child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
    if (this.child.pid !== undefined) pinToCpu(this.child.pid);
  }

  /** Names and versions of the peers' packages. */
  async versions(): Promise<Record<string, string>> {
    return (await this.ask({ do: 'versions' })).versions ?? {};
  }

  /** Makes `peer` ready for a task, or says in a word why it cannot be. */
  async open(peer: string, task: Task): Promise<Contender | Absent> {
    const { steps, values, resultDtype, trial } = task;
    const answer = await this.ask({ do: 'open', peer, ...trial.case, result: resultDtype, steps, values });
    if (answer.absent !== undefined) return { name: peer, reason: answer.absent };
    return {
      name: peer,
      time: async (calls) => (await this.ask({ do: 'time', peer, calls })).ns ?? Number.NaN,
      result: async (index) => decode(await this.ask({ do: 'result', peer, index })),
      close: async () => {
        await this.ask({ do: 'close', peer });
      },
    };
  }

  end(): void {
    this.child.stdin?.end();
  }

  private async ask(question: object): Promise<Answer> {
    this.child.stdin?.write(`${JSON.stringify(question)}\n`);
    const line = await this.answers.next();
    if (line.done) throw new Error('the Python peers ended early');
    const answer = JSON.parse(line.value) as Answer;
    if (answer.error !== undefined) throw new Error(`a Python peer failed:\n${answer.error}`);
    return answer;
  }
}

function decode({ dtype, data = '' }: Answer): Uint8Array | Float32Array {
  const bytes = new Uint8Array(Buffer.from(data, 'base64'));
  return dtype === 'uint8' ? bytes : new Float32Array(bytes.buffer);
}
