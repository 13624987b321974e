// A bar on a terminal, nothing elsewhere.
const WIDTH = 24;

export function showProgress(done: number, total: number, label: string): void {
  if (!process.stderr.isTTY) return;
  const filled = Math.round((done / total) * WIDTH);
  process.stderr.write(`\r\x1b[K[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done}/${total} ${label}`);
}

export function hideProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}
