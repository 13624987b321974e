// The TensorFlow C library out of the Python wheel. Only Linux wheels carry it as a plain shared library.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, publish } from './cache.mjs';
import { BootstrapError, run, step } from './run.mjs';

export const WHEEL_VERSION = '2.21.0';

// The library does not depend on Python, so any one interpreter's wheel serves every machine.
const wheels = {
  'linux-x64': { project: 'tensorflow-cpu', platform: 'manylinux_2_27_x86_64' },
  'linux-arm64': { project: 'tensorflow', platform: 'manylinux_2_27_aarch64' },
};

// Unpacks the two libraries and the C headers with what they include: the whole wheel would be 1.5 GB.
const UNPACK = `
import pathlib, sys, zipfile
wheel, target = sys.argv[1], pathlib.Path(sys.argv[2])
headers = tuple('tensorflow/include/' + folder for folder in ('tensorflow/c/', 'tensorflow/core/platform/', 'tsl/', 'xla/tsl/'))
libraries = ('tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2')
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name in libraries:
            path = target / 'lib' / name.removeprefix('tensorflow/')
        elif name.startswith(headers) and name.endswith('.h'):
            path = target / name.removeprefix('tensorflow/')
        else:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(archive.read(name))
`;

/** The cached folder with `lib` and `include`, filled on first use. */
export async function libtensorflowFromWheel() {
  const folder = join(cacheFolder(), `libtensorflow-${WHEEL_VERSION}`);
  if (existsSync(folder)) return folder;
  const wheel = wheels[`${process.platform}-${process.arch}`];
  if (!wheel) {
    throw new BootstrapError(
      `tfjs-node could not download libtensorflow, and there is no substitute for ${process.platform}-${process.arch}. ` +
        'Run `npm rebuild @tensorflow/tfjs-node` where its download host is reachable.',
    );
  }
  await step(`fetching libtensorflow ${WHEEL_VERSION} (${wheel.project} wheel)`, () => {
    publish(folder, (target) => {
      const download = join(target, 'wheel');
      run('python3', [
        ...['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', download],
        ...['--python-version', '3.11', '--implementation', 'cp', '--platform', wheel.platform],
        `${wheel.project}==${WHEEL_VERSION}`,
      ]);
      const [file] = readdirSync(download);
      run('python3', ['-c', UNPACK, join(download, file), target]);
      rmSync(download, { recursive: true });
    });
  });
  return folder;
}
