// Where node-gyp finds the Node headers without downloading them.
import { cpSync, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './run.mjs';

// Everything an addon that uses only Node-API needs from Node's own common.gypi.
const COMMON_GYPI = `{
  'target_defaults': {
    'default_configuration': 'Release',
    'cflags': ['-fPIC', '-pthread'],
    'ldflags': ['-pthread'],
    'configurations': { 'Release': {}, 'Debug': { 'cflags': ['-g'] } },
  },
}
`;

/**
 * The folder for node-gyp's --nodedir. Most Node installs carry their headers; a bare binary does not, and then the
 * node-api-headers package, which is all that a Node-API addon may use, takes their place.
 */
export function nodeHeadersFolder() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  if (existsSync(join(prefix, 'include', 'node', 'node_api.h'))) return prefix;
  const folder = join(root, 'build', 'node-headers');
  const include = join(folder, 'include', 'node');
  mkdirSync(include, { recursive: true });
  cpSync(join(root, 'node_modules', 'node-api-headers', 'include'), include, { recursive: true });
  writeFileSync(join(include, 'common.gypi'), COMMON_GYPI);
  return folder;
}
