// The defaults in doc comments are those of the constructors, and every public option has a comment.
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LAYER_CLASSES, Normalization, RandomFlip } from '../../src/layers/index.js';
import { isWhiteningLayer, type Layer } from '../../src/layers/layer.js';

const REQUIRED: Record<string, Record<string, unknown>> = {
  CenterCrop: { height: 2, width: 2 },
  GaussianNoise: { stddev: 0.1 },
  Lambda: { function: () => undefined },
  MaxNumBoundingBoxes: { maxNumber: 2 },
  Normalization: { mean: 0, variance: 1 },
  Pipeline: { layers: [new RandomFlip()] },
  RandomApply: { layers: [new RandomFlip()] },
  RandomBrightness: { factor: 0.1 },
  RandomChannelShift: { factor: 0.1 },
  RandomChoice: { layers: [new RandomFlip()] },
  RandomContrast: { factor: 0.1 },
  RandomCrop: { height: 2, width: 2 },
  RandomHeight: { factor: 0.1 },
  RandomResizedCrop: { height: 2, width: 2 },
  RandomRotation: { factor: 0.1 },
  RandomSharpness: { factor: 0.1 },
  RandomColorDegeneration: { factor: 0.1 },
  RandomHue: { factor: 0.1 },
  RandomPosterization: { factor: 4 },
  RandomSaturation: { factor: 0.1 },
  RandomTranslation: { heightFactor: 0.1, widthFactor: 0.1 },
  RandomWidth: { factor: 0.1 },
  RandomZoom: { heightFactor: 0.1 },
  Rescaling: { scale: 2 },
  Resizing: { height: 2, width: 2 },
};

/** Where options are documented that several layers share. */
const BASES = [
  ['GeometricLayer', 'geometric-layer'],
  ['WhiteningLayer', '../whitening/options'],
] as const;

function read(stem: string): string {
  return readFileSync(new URL(`../../src/layers/${stem}.ts`, import.meta.url), 'utf8');
}

function stemOf(className: string): string {
  return className.replace(/(?<=[a-z])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])/g, '-$&').toLowerCase();
}

/** Options of the first interface in a source file: name -> doc comment and whether it may be left out. */
function documentedOptions(source: string) {
  const body = /export interface \w+Options[^{]*\{(\}|[\s\S]*?\n\})/.exec(source)?.[1] ?? '';
  const options = [...body.matchAll(/(?:\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*)?^ {2}(\w+)(\?)?:/gm)];
  return options.map(([, comment = '', name = '', optional]) => ({ name, comment, optional: optional === '?' }));
}

function build(className: keyof typeof LAYER_CLASSES, options: object): Layer {
  const layerClass = LAYER_CLASSES[className] as unknown as new (options: object) => Layer;
  return new layerClass({ ...REQUIRED[className], ...options });
}

/** What a layer does; of one that has to be adapted first, what it is asked to do. */
function meaningOf(layer: Layer): unknown {
  return isWhiteningLayer(layer) ? layer.getConfig() : layer.lower(true);
}

for (const className of Object.keys(LAYER_CLASSES) as (keyof typeof LAYER_CLASSES)[]) {
  const source = read(stemOf(className));
  const base = BASES.find(([name]) => source.includes(`extends ${name}`))?.[1];
  const shared = base === undefined ? [] : documentedOptions(read(base));
  const own = documentedOptions(source);
  // A layer may say anew what an option of all geometric layers means for it.
  const options = [...own, ...shared.filter(({ name }) => !own.some((option) => option.name === name))];

  test(`${className}: every option is documented, and left out it has the stated default`, () => {
    assert.ok(options.length > 0);
    for (const { name, comment, optional } of options) {
      assert.ok(comment.trim().length > 0, `${name} has no comment`);
      const literal = /Default\s+(?:\*\s+)?`([^`]+)`/.exec(comment)?.[1];
      // Options with a default in words or none at all: what they mean when left out depends on others.
      if (literal === undefined || className === 'Normalization') continue;
      assert.ok(optional, `${name} has a default but is required`);
      const value: unknown = JSON.parse(literal.replaceAll("'", '"'));
      assert.equal(meaningOf(build(className, { [name]: value })), meaningOf(build(className, {})), name);
    }
  });

  test(`${className}: has an example and names its source`, () => {
    assert.match(source, /@example\n/);
    assert.match(source, /Source: /);
  });
}

test('the defaults of Normalization', () => {
  const { axis, invert, mean, variance } = new Normalization().getConfig();
  assert.equal({ axis, invert, mean, variance }, { axis: [3], invert: false, mean: null, variance: null });
});

test.run();
