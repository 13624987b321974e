// Answers lines of JSON as scripts/bench-peers/serve.py does, for the one contender whose file is named.
import { createInterface } from 'node:readline';
import type { Answer } from '../process.js';
import type { Job, NodePeer, Prepared } from './peer.js';
import { Unsupported } from './unsupported.js';

type Question =
  | { do: 'versions' }
  | ({ do: 'open'; peer: string } & Job)
  | { do: 'time'; peer: string; calls: number }
  | { do: 'result'; peer: string; index: number }
  | { do: 'allocations'; peer: string }
  | { do: 'close'; peer: string };

const WARM_RUNS = 20;
const COUNTED_RUNS = 20;

const opened = new Map<string, Prepared & { count: number }>();
const find = (name: string) => opened.get(name) as Prepared & { count: number };

async function load(): Promise<NodePeer | string> {
  try {
    return (await import(`./${process.argv[2]}.js`)) as NodePeer;
  } catch (error) {
    return (error as Error).message.split('\n')[0] as string;
  }
}

/** Only what is a promise is awaited, because awaiting takes time. */
async function time({ run, count }: { run(): unknown; count: number }, calls: number): Promise<number> {
  const start = process.hrtime.bigint();
  for (let i = 0; i < calls; i++) {
    const running = run();
    if (running instanceof Promise) await running;
  }
  return Number(process.hrtime.bigint() - start) / calls / count;
}

/** Bytes of array memory that a run takes, in steady state. What is collected meanwhile does not count. */
async function allocations({ run, heldBytes = () => 0 }: Prepared): Promise<number> {
  const held = () => process.memoryUsage().arrayBuffers + heldBytes();
  for (let i = 0; i < WARM_RUNS; i++) await run();
  const start = held();
  for (let i = 0; i < COUNTED_RUNS; i++) await run();
  return Math.max(0, held() - start) / COUNTED_RUNS;
}

async function open(question: Job & { peer: string }, peer: NodePeer): Promise<Answer> {
  try {
    opened.set(question.peer, { ...(await peer.prepare(question)), count: question.count });
    return {};
  } catch (error) {
    if (error instanceof Unsupported) return { absent: error.message };
    throw error;
  }
}

async function answer(question: Question, peer: NodePeer | string): Promise<Answer> {
  if (typeof peer === 'string') return question.do === 'versions' ? {} : { absent: peer };
  switch (question.do) {
    case 'versions':
      return { versions: peer.versions };
    case 'open':
      return open(question, peer);
    case 'time':
      return { ns: await time(find(question.peer), question.calls) };
    case 'result': {
      const { run, result } = find(question.peer);
      await run();
      const pixels = result(question.index);
      const { buffer, byteOffset, byteLength } = pixels;
      const data = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
      return { dtype: pixels instanceof Float32Array ? 'float32' : 'uint8', data };
    }
    case 'allocations':
      return { bytes: await allocations(find(question.peer)) };
    case 'close':
      opened.delete(question.peer);
      return {};
  }
}

const peer = await load();
for await (const line of createInterface({ input: process.stdin })) {
  try {
    process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Question, peer))}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: (error as Error).stack })}\n`);
  }
}
