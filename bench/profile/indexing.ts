// What it takes to index folders of 10 to 1,000,000 files in 100 classes: made of links in the system's temporary folder and
// removed afterwards. Making them takes longer than everything else.
//   tsx bench/profile/indexing.ts [most files]
import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImagePipeline } from '../../src/index.js';

const COUNTS = [10, 1_000, 100_000, 1_000_000];
const CLASSES = 100;
/** File systems allow no more links to a file than about this. */
const LINKS = 50_000;
const MEGABYTE = 2 ** 20;

function makeFiles(folder: string, count: number): void {
  const classes = Math.min(CLASSES, count);
  let source = '';
  for (let i = 0; i < count; i++) {
    const path = join(folder, `class${i % classes}`, `image${String(i).padStart(7, '0')}.jpg`);
    if (i < classes) mkdirSync(join(folder, `class${i}`));
    if (i % LINKS === 0) writeFileSync(path, '');
    else linkSync(source, path);
    if (i % LINKS === 0) source = path;
  }
}

async function measure(count: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-indexing-'));
  try {
    makeFiles(folder, count);
    const cpu = process.cpuUsage();
    const start = performance.now();
    const { length } = await new ImagePipeline([]).fromDirectory(folder, { imageSize: [8, 8] });
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const cpuUs = (user + system) / length;
    const peak = process.resourceUsage().maxRSS / 1024;
    return `${length} files: ${seconds.toFixed(2)} s, ${cpuUs.toFixed(1)} us of CPU a file, the process at most ${peak.toFixed(0)} MB`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const most = Number(process.argv[2] ?? COUNTS.at(-1));
console.log(`at the start ${(process.memoryUsage().rss / MEGABYTE).toFixed(0)} MB`);
for (const count of COUNTS) if (count <= most) console.log(await measure(count));
