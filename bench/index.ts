// The benchmark.
//   npm run bench -- [--quick] [--json] [--threads N] [--bars] [--only <part of a trial's name>[,<another>]]
//     --bars leaves out what no goal of bench/bars.ts asks for; --quick then keeps all cases
//   npm run bench -- --fit [--quick] [--json]    the fit of a whitening instead, in processes of its own
// A timing never fails anything; a result that is not verified does.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { bars, concerns } from './bars.js';
import type { Absent, Contender, Entrant } from './contenders/contender.js';
import { membersOf, Peers } from './contenders/peers.js';
import { makeTask, type Task } from './contenders/task.js';
import { benchFit } from './fit/index.js';
import { machineLine, pinToCpu } from './machine.js';
import { measure, QUICK, THOROUGH } from './measure.js';
import type { Op } from './op.js';
import { hideProgress, showProgress } from './progress.js';
import { block, header } from './report.js';
import type { Result, Results } from './results.js';
import { nameOf, opOf, selectTrials, type Trial } from './trials.js';
import { verify } from './verify.js';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    fit: { type: 'boolean', default: false },
    threads: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    bars: { type: 'boolean', default: false },
  },
});

function entrantsOf({ ours, peers, threads: own }: Op, asked: number): Entrant[] {
  const threads = own ?? asked;
  const usual: Entrant = { name: 'ours', threads, how: threads === 1 ? 'applySync' : 'apply' };
  return [...(ours ?? [usual]), ...peers.flatMap(membersOf).map((name) => ({ name, threads }))];
}

async function check(contender: Contender, task: Task, row: Result): Promise<boolean> {
  // A copy computes nothing.
  if (contender.name === 'memcpy') return true;
  row.verdict = await verify(contender, task);
  if (!row.verdict.verified) row.note = 'unverified';
  return row.verdict.verified;
}

async function runTrial(trial: Trial, peers: Peers, threads: number): Promise<Result[]> {
  const task = await makeTask(trial);
  const rows: Result[] = [];
  const timed: { contender: Contender; row: Result }[] = [];
  for (const entrant of entrantsOf(task.op, threads)) {
    const contender: Contender | Absent = await peers.open(entrant, task);
    const row: Result = { trial: nameOf(trial), ...trial, contender: entrant.name };
    rows.push(row);
    if ('reason' in contender) row.note = `absent: ${contender.reason}`;
    else if (await check(contender, task, row)) timed.push({ contender, row });
  }
  const contenders = timed.map(({ contender }) => contender);
  const effort = options.quick ? QUICK : THOROUGH;
  const timings = contenders.length > 0 ? await measure(contenders, trial.case.count, effort) : [];
  timed.forEach(({ row }, i) => {
    const timing = timings[i];
    if (timing) row.timing = timing;
  });
  for (const { contender, row } of timed) {
    if (task.op.countsAllocations) row.allocatedBytes = await contender.allocations?.();
    await contender.close();
  }
  return rows;
}

/** Everybody who is invited is started first, so that the machine line can name versions. */
async function start(trials: readonly Trial[], threads: number): Promise<{ peers: Peers; machine: string }> {
  const peers = new Peers();
  for (const trial of trials) for (const entrant of entrantsOf(opOf(trial), threads)) peers.processOf(entrant);
  const pinned = threads === 1 && pinToCpu(process.pid);
  const words = threads === 1 ? `one thread${pinned ? ' pinned to one core' : ', not pinned'}` : `${threads} threads`;
  const effort = options.quick ? 'a quick run, ' : '';
  return { peers, machine: machineLine(`${effort}${words}`, await peers.versions()) };
}

if (options.fit) process.exit((await benchFit(options)) ? 0 : 1);
const threads = Number(options.threads);
if (!(Number.isInteger(threads) && threads >= 1 && threads <= availableParallelism())) {
  console.error(`--threads must be within 1..${availableParallelism()}`);
  process.exit(1);
}
const isAsked = (trial: Trial) => trial.op === 'copy' || bars.some((bar) => concerns(bar, trial));
const trials = selectTrials(options.only, options.quick && !options.bars).filter(
  (trial) => !options.bars || isAsked(trial),
);
if (trials.length === 0) {
  console.error(`no trial's name contains '${options.only}'`);
  process.exit(1);
}
const { peers, machine } = await start(trials, threads);
if (!options.json) console.log(`${machine}\n\n${header()}`);
const rows: Result[] = [];
for (const [i, trial] of trials.entries()) {
  showProgress(i, trials.length, nameOf(trial));
  const found = await runTrial(trial, peers, threads);
  hideProgress();
  if (!options.json) console.log(block(found));
  rows.push(...found);
}
peers.end();
if (options.json) console.log(JSON.stringify({ machine, rows } satisfies Results, null, 2));
const unverified = rows.filter(({ verdict }) => verdict?.verified === false);
for (const { trial, contender, verdict } of unverified) {
  console.error(`unverified: ${contender} in ${trial}, max error ${verdict?.maxError}`);
}
process.exitCode = unverified.length > 0 ? 1 : 0;
