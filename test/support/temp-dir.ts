// A directory that a test fills and that disappears with the process.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const created: string[] = [];
process.on('exit', () => {
  for (const directory of created) rmSync(directory, { recursive: true, force: true });
});

/** A new empty directory. */
export function tempDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'imagepipeline-'));
  created.push(directory);
  return directory;
}

/** A new directory with these files, each holding its own name. */
export function tempFiles(names: readonly string[]): string {
  const directory = tempDirectory();
  for (const name of names) addFile(directory, name);
  return directory;
}

/** Adds a file, with the folders above it; without `content` it holds its own name. */
export function addFile(directory: string, name: string, content: string | Uint8Array = name): void {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
