// 1,000 random programs: the fused executor against the reference, and every SIMD target against every other.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { capabilities, configure, type ImageBatch, ImagePipeline, type Settings } from '../../src/index.js';
import { LAYER_CLASSES } from '../../src/layers/index.js';
import { type RandomProgram, randomProgram } from './random-program.js';

const PROGRAMS = 1000;
const TARGET_PROGRAMS = 200;
/** Of the largest value in the result or the input. */
const FLOAT_BOUND = 1e-5;

async function runWith(settings: Settings, { input, config }: RandomProgram): Promise<ImageBatch> {
  configure(settings);
  return ImagePipeline.fromConfig(config).apply(input, { seed: config.seed });
}

function largest({ data }: ImageBatch): number {
  let most = 1;
  for (const value of data) most = Math.max(most, Math.abs(value));
  return most;
}

/** How far the executors may be apart in one value. */
function boundOf({ input, config }: RandomProgram, result: ImageBatch): number {
  if (result.data instanceof Float32Array) return FLOAT_BOUND * Math.max(largest(result), largest(input));
  // Where an exact value lies at .5 every rounding layer may add a step to what the layers before it carried on.
  return config.layers.length;
}

function describe(number: number, { input, config, integer }: RandomProgram): string {
  return `program ${number} on ${input.data.constructor.name} ${input.shape}, integer ${integer}: ${JSON.stringify(config)}`;
}

test('the programs use every layer, dtype and both ways of fusing', () => {
  const layers = new Set<string>();
  const rest = new Set<string>();
  for (let number = 0; number < PROGRAMS; number++) {
    const { input, config, integer } = randomProgram(number, true);
    for (const { className } of config.layers) layers.add(className);
    rest.add(`${input.data.constructor.name} ${config.fuse} ${integer}`);
  }
  // A Lambda runs in neither executor.
  const names = Object.keys(LAYER_CLASSES).filter((name) => name !== 'Lambda');
  assert.equal([...layers].sort(), names.sort());
  assert.is(rest.size, 14);
});

test(`${PROGRAMS} programs: the fused executor is close to the reference`, async () => {
  try {
    for (let number = 0; number < PROGRAMS; number++) {
      const program = randomProgram(number, true);
      const fused = await runWith({ executor: 'fused' }, program);
      const reference = await runWith({ executor: 'reference' }, program);
      assert.equal(fused.shape, reference.shape, describe(number, program));
      const bound = boundOf(program, fused);
      for (let i = 0; i < fused.data.length; i++) {
        const [a, b] = [fused.data[i] as number, reference.data[i] as number];
        if (!(Math.abs(a - b) <= bound)) assert.unreachable(`value ${i}: ${a} and ${b}; ${describe(number, program)}`);
      }
    }
  } finally {
    configure({ executor: 'fused' });
  }
});

test(`${TARGET_PROGRAMS} programs: every target gives the same bytes`, async () => {
  const { targets } = capabilities();
  assert.ok(targets.length > 0);
  try {
    for (let number = 0; number < TARGET_PROGRAMS; number++) {
      const program = randomProgram(number, true);
      const bytes = async (target: string) => {
        const { data } = await runWith({ target }, program);
        assert.is(capabilities().target, target);
        return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      };
      const wanted = await bytes(targets[0] as string);
      for (const target of targets.slice(1)) {
        const same = Buffer.compare(await bytes(target), wanted) === 0;
        assert.ok(same, `${target} differs from ${targets[0]}: ${describe(number, program)}`);
      }
    }
  } finally {
    configure({ target: '' });
  }
});

test.run();
