// The benchmark.
//   npm run bench -- [--quick] [--json] [part of a trial's name]
//   npm run bench -- --fit [--quick] [--json]    the fit of a whitening instead, in processes of its own
// A timing never fails anything; a result that is not verified does.
import { parseArgs } from 'node:util';
import { configure } from '../src/index.js';
import type { Absent, Contender } from './contenders/contender.js';
import { peersPython } from './contenders/environment.js';
import { createOurs } from './contenders/ours.js';
import { PythonPeers } from './contenders/python.js';
import { makeTask, type Task } from './contenders/task.js';
import { benchFit } from './fit/index.js';
import { machineLine, pinToCpu } from './machine.js';
import { measure, QUICK, THOROUGH } from './measure.js';
import { hideProgress, showProgress } from './progress.js';
import { block, header, type Row } from './report.js';
import { nameOf, selectTrials, type Trial } from './trials.js';
import { verify } from './verify.js';

const { values: options, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    fit: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

async function gather(task: Task, peers: PythonPeers | undefined): Promise<(Contender | Absent)[]> {
  const all: (Contender | Absent)[] = [createOurs(task, 'applySync')];
  if (task.trial.op === 'pipeline') all.push(createOurs(task, 'apply'));
  for (const name of task.op.peers) all.push(peers ? await peers.open(name, task) : { name, reason: 'absent' });
  return all;
}

async function runTrial(trial: Trial, peers: PythonPeers | undefined): Promise<Row[]> {
  const task = await makeTask(trial);
  const rows: Row[] = [];
  const timed: { contender: Contender; row: Row }[] = [];
  for (const contender of await gather(task, peers)) {
    const row: Row = { trial: nameOf(trial), contender: contender.name };
    rows.push(row);
    if ('reason' in contender) {
      row.note = contender.reason;
      continue;
    }
    row.verdict = await verify(contender, task);
    if (row.verdict.verified) timed.push({ contender, row });
    else row.note = 'unverified';
  }
  const contenders = timed.map(({ contender }) => contender);
  const timings =
    contenders.length > 0 ? await measure(contenders, trial.case.count, options.quick ? QUICK : THOROUGH) : [];
  timed.forEach(({ row }, i) => {
    const timing = timings[i];
    if (timing) row.timing = timing;
  });
  for (const contender of contenders) await contender.close();
  return rows;
}

if (options.fit) process.exit((await benchFit(options)) ? 0 : 1);
const trials = selectTrials(positionals.join(' '), options.quick);
if (trials.length === 0) {
  console.error(`no trial's name contains '${positionals.join(' ')}'`);
  process.exit(1);
}
configure({ threads: 1 });
const pinned = pinToCpu(process.pid);
const environment = peersPython();
const peers = 'python' in environment ? new PythonPeers(environment.python) : undefined;
if ('reason' in environment) console.error(`without the Python peers: ${environment.reason}`);
const machine = machineLine(pinned, (await peers?.versions()) ?? {});
if (!options.json) console.log(`${machine}\n\n${header()}`);
const rows: Row[] = [];
for (const [i, trial] of trials.entries()) {
  showProgress(i, trials.length, nameOf(trial));
  const found = await runTrial(trial, peers);
  hideProgress();
  if (!options.json) console.log(block(found));
  rows.push(...found);
}
peers?.end();
if (options.json) console.log(JSON.stringify({ machine, rows }, null, 2));
const unverified = rows.filter(({ verdict }) => verdict?.verified === false);
for (const { trial, contender, verdict } of unverified) {
  console.error(`unverified: ${contender} in ${trial}, max error ${verdict?.maxError}`);
}
process.exitCode = unverified.length > 0 ? 1 : 0;
