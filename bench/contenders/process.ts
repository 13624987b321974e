// A child process that answers lines of JSON: scripts/bench-peers/serve.py or bench/contenders/node/serve.ts.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { pinToCpu } from '../machine.js';
import type { Absent, Contender, Entrant } from './contender.js';
import { stepsOf, type Task } from './task.js';

export interface Answer {
  error?: string;
  /** Why the peer cannot take part. */
  absent?: string;
  ns?: number;
  bytes?: number;
  dtype?: 'uint8' | 'float32';
  data?: string;
  versions?: Record<string, string>;
}

export class PeerProcess {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;

  constructor(command: string, args: readonly string[], pinned: boolean, environment: NodeJS.ProcessEnv = {}) {
    this.child = spawn(command, args, {
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.answers = createInterface({ input: this.child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
    if (pinned && this.child.pid !== undefined) pinToCpu(this.child.pid);
  }

  /** Names and versions of the peer's packages. */
  async versions(): Promise<Record<string, string>> {
    return (await this.ask({ do: 'versions' })).versions ?? {};
  }

  /** Makes `entrant` ready for a task, or says why it cannot be. */
  async open({ name, free: _, ...how }: Entrant, task: Task): Promise<Contender | Absent> {
    const { values, resultDtype, trial, folder } = task;
    const steps = values.map((_, index) => stepsOf(name, task, index)[0]);
    const question = { ...trial.case, op: trial.op, result: resultDtype, steps, values, folder };
    const answer = await this.ask({ do: 'open', peer: name, ...how, ...question });
    if (answer.absent !== undefined) return { name, reason: answer.absent };
    return {
      name,
      time: async (calls) => (await this.ask({ do: 'time', peer: name, calls })).ns ?? Number.NaN,
      result: async (index) => decode(await this.ask({ do: 'result', peer: name, index })),
      allocations: async () => (await this.ask({ do: 'allocations', peer: name })).bytes ?? Number.NaN,
      close: async () => {
        await this.ask({ do: 'close', peer: name });
      },
    };
  }

  end(): void {
    this.child.stdin?.end();
  }

  private async ask(question: object): Promise<Answer> {
    this.child.stdin?.write(`${JSON.stringify(question)}\n`);
    const line = await this.answers.next();
    if (line.done) throw new Error(`${this.child.spawnargs.join(' ')} ended early`);
    const answer = JSON.parse(line.value) as Answer;
    if (answer.error !== undefined) throw new Error(`a peer failed:\n${answer.error}`);
    return answer;
  }
}

function decode({ dtype, data = '' }: Answer): Uint8Array | Float32Array {
  const bytes = new Uint8Array(Buffer.from(data, 'base64'));
  return dtype === 'uint8' ? bytes : new Float32Array(bytes.buffer);
}
