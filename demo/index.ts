// `npm run demo`: trains on digits with and without augmentation, augments photos, measures the speed.
//   --json   print one JSON object at the end and nothing else
import './quiet-tensorflow.js';
import { REQUIRED_ACCURACY, runDigits } from './digits.js';
import { runPhotos } from './photos.js';
import { createReporter, percent } from './reporter.js';
import { runThroughput } from './throughput.js';

const json = process.argv.includes('--json');
const reporter = createReporter(json);
const start = performance.now();

const digits = await runDigits(reporter);
const photos = await runPhotos(reporter);
const throughput = await runThroughput(reporter);
const seconds = (performance.now() - start) / 1000;

const passed = digits.every(({ testAccuracy }) => testAccuracy >= REQUIRED_ACCURACY);
if (json) process.stdout.write(`${JSON.stringify({ passed, seconds, digits, photos, throughput })}\n`);
if (passed) {
  reporter.line(`Done in ${seconds.toFixed(0)} s.`);
} else {
  process.stderr.write(`A network stayed below ${percent(REQUIRED_ACCURACY)} on the test digits.\n`);
  process.exitCode = 1;
}
