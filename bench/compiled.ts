// The library and the benchmark as the compiler leaves them: what users run. Run from the sources, functions get their
// names back at every call, which makes a short call twice as long.
import { spawnSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'build', 'bench');
const ADDONS = ['build/Release', 'build/cmake/Release'];

let made = false;

/** Compiles on first use. Gives the path of the compiled `file`, a path of a source from the root of the project. */
export function compiled(file: string): string {
  if (!made) compile();
  made = true;
  return join(folder, file.replace(/\.ts$/, '.js'));
}

function compile(): void {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '--project', join(root, 'tsconfig.bench.json')], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the benchmark does not compile:\n${stdout}`);
  // What is JavaScript already.
  const scripts = join(folder, 'scripts');
  if (!existsSync(scripts)) symlinkSync(join(root, 'scripts'), scripts);
}

/** Environment in which compiled code finds the addon. */
export function addonEnvironment(): NodeJS.ProcessEnv {
  const path = ADDONS.map((each) => join(root, each, 'imagepipeline.node')).find((each) => existsSync(each));
  return path === undefined ? {} : { TFJS_IMAGE_PIPELINE_ADDON: path };
}
