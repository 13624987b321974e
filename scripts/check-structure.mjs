// The rules about who may depend on what. Each rule prints how many files it looked at and fails when that is none,
// because a rule that sees nothing holds nothing.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './bootstrap/run.mjs';
import { listFiles } from './bootstrap/stamp.mjs';

const inFolder = (folder) =>
  existsSync(join(root, folder)) ? listFiles(join(root, folder)).map((file) => relative(root, file)) : [];
const nativeFiles = inFolder('native').filter((file) => /\.(cc|h)$/.test(file));
const sourceFiles = inFolder('src').filter((file) => file.endsWith('.ts'));
const listedSources = readFileSync(join(root, 'native', 'sources.txt'), 'utf8')
  .split('\n')
  .map((line) => line.replace(/#.*/, '').trim())
  .filter(Boolean);

const isIn = (file, ...places) => places.some((place) => file === place || file.startsWith(`${place}/`));

/** A rule over file contents: `pattern` may match only inside `places`. */
const onlyIn = (files, pattern, places) => ({
  files,
  violations: files
    .filter((file) => !isIn(file, ...places) && pattern.test(readFileSync(join(root, file), 'utf8')))
    .map((file) => `${file} matches ${pattern}`),
});

const rules = {
  'only native/binding and native/tensorflow know Node-API and TensorFlow': onlyIn(
    nativeFiles,
    /#include\s*[<"](napi\.h|node_api\.h|js_native_api\.h|tensorflow\/)/,
    ['native/binding', 'native/tensorflow'],
  ),
  'only src/native.ts loads the addon': onlyIn(sourceFiles, /process\.dlopen|\.node['"`]/, ['src/native.ts']),
  'only src/tensor.ts and src/tfjs import tfjs': onlyIn(
    sourceFiles,
    /(from|import|require)\s*\(?\s*['"]@tensorflow\//,
    ['src/tensor.ts', 'src/tfjs'],
  ),
  'native/sources.txt lists every native source once': {
    files: listedSources,
    violations: [
      ...nativeFiles
        .filter((file) => file.endsWith('.cc') && !listedSources.includes(file))
        .map((f) => `${f} is not listed`),
      ...listedSources.filter((file) => !nativeFiles.includes(file)).map((file) => `${file} does not exist`),
      ...listedSources.filter((file, i) => listedSources.indexOf(file) !== i).map((file) => `${file} is listed twice`),
    ],
  },
};

for (const [name, { files, violations }] of Object.entries(rules)) {
  const problems = files.length === 0 ? ['the rule saw no file'] : violations;
  console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name} (${files.length} files)`);
  for (const problem of problems) console.log(`       ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
