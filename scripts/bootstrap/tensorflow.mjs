// tfjs-node with a real libtensorflow. Its own installer downloads one; where that host is not reachable, the
// TensorFlow wheel for Python carries the same C library (libtensorflow.mjs), and the binding is built against it.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder, publish } from './cache.mjs';
import { nodeHeadersFolder } from './headers.mjs';
import { libtensorflowFromWheel, WHEEL_VERSION } from './libtensorflow.mjs';
import { BootstrapError, root, run, step, tryRun } from './run.mjs';

const tfjsNode = join(root, 'node_modules', '@tensorflow', 'tfjs-node');
const deps = join(tfjsNode, 'deps');
// tfjs-node offers Node-API 3 to 8 and picks the highest that Node has; every supported Node has 8.
const binding = join(tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node');
const INSTALLER_PROBE_MS = 3000;
const INSTALLER_LIMIT_MS = 15 * 60 * 1000;
const CHECK = "const tf = require('@tensorflow/tfjs-node'); if (tf.add(1, 2).dataSync()[0] !== 3) process.exit(1)";

export async function installTensorflow() {
  if (existsSync(binding) && existsSync(libraryPath())) return;
  if (await installerReachable()) {
    const installed = await step('installing tfjs-node with its own installer', runOwnInstaller);
    if (installed && computes()) return;
  }
  const library = await libtensorflowFromWheel();
  linkLibrary(library);
  const cached = join(cacheFolder(), `tfjs-node-${tfjsVersion()}-tensorflow-${WHEEL_VERSION}`, 'tfjs_binding.node');
  if (existsSync(cached)) {
    mkdirSync(dirname(binding), { recursive: true });
    cpSync(cached, binding);
    if (computes()) return;
    rmSync(dirname(cached), { recursive: true, force: true });
  }
  await step('building the tfjs-node binding', buildBinding);
  if (!computes()) throw new BootstrapError(`tfjs-node does not load:\n${loadTfjs().output}`);
  publish(dirname(cached), (folder) => cpSync(binding, join(folder, 'tfjs_binding.node')));
}

function libraryPath() {
  return join(deps, 'lib', process.platform === 'darwin' ? 'libtensorflow.2.dylib' : 'libtensorflow.so.2.9.1');
}

function tfjsVersion() {
  return JSON.parse(readFileSync(join(tfjsNode, 'package.json'), 'utf8')).version;
}

function loadTfjs() {
  return tryRun(process.execPath, ['-e', CHECK], { env: { TF_CPP_MIN_LOG_LEVEL: '3' } });
}

const computes = () => loadTfjs().ok;

/** The installer waits for minutes when its host drops packets, so the host named in its text is tried first. */
async function installerReachable() {
  if (process.env.HTTPS_PROXY || process.env.https_proxy || process.env.TFJS_NODE_BASE_URI) return true;
  const text = readFileSync(join(tfjsNode, 'scripts', 'install.js'), 'utf8');
  const host = process.env.TFJS_NODE_CDN_STORAGE ?? /https:\/\/[\w.-]+/.exec(text)?.[0];
  if (!host) return false;
  return new Promise((resolve) => {
    const socket = connect({ host: new URL(host).hostname, port: 443, timeout: INSTALLER_PROBE_MS });
    const finish = (reachable) => {
      socket.destroy();
      resolve(reachable);
    };
    socket
      .on('connect', () => finish(true))
      .on('timeout', () => finish(false))
      .on('error', () => finish(false));
  });
}

function runOwnInstaller() {
  const options = { cwd: tfjsNode, env: toolEnvironment(), timeout: INSTALLER_LIMIT_MS };
  return tryRun(process.execPath, [join('scripts', 'install.js')], options).ok;
}

function linkLibrary(library) {
  rmSync(deps, { recursive: true, force: true });
  const lib = join(deps, 'lib');
  mkdirSync(lib, { recursive: true });
  symlinkSync(join(library, 'include'), join(deps, 'include'));
  const links = {
    'libtensorflow.so': 'libtensorflow_cc.so.2',
    'libtensorflow.so.2.9.1': 'libtensorflow_cc.so.2',
    'libtensorflow_cc.so.2': 'libtensorflow_cc.so.2',
    'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
    'libtensorflow_framework.so.2': 'libtensorflow_framework.so.2',
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(join(library, 'lib', target), join(lib, name));
}

function buildBinding() {
  const args = ['install', '--build-from-source', `--nodedir=${nodeHeadersFolder()}`];
  run(join(root, 'node_modules', '.bin', 'node-pre-gyp'), args, { cwd: tfjsNode, env: toolEnvironment() });
}

/** The installer and node-pre-gyp look for their tools in PATH and in npm's configuration. */
function toolEnvironment() {
  return {
    PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`,
    npm_config_nodedir: nodeHeadersFolder(),
    npm_config_node_gyp: join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'),
  };
}
