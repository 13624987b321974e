// Values that no caller means to pass, and the rule for what may come of them.
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { ERROR_GROUPS, ImagePipelineError } from '../../src/errors.js';
import { image, memory, Rescaling } from '../../src/index.js';

/** Printed by every fuzz test, so that a failure can be repeated; set FUZZ_SEED to try others. */
export const SEED = Number(process.env.FUZZ_SEED ?? 20260101);

/** What hostile getters throw: an error of the caller's own, which must come through as it is. */
export class OwnError extends Error {}

const fail = (): never => {
  throw new OwnError('mine');
};

function detached(): Uint8Array {
  const array = new Uint8Array(12);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

function shrunk(): Uint8Array {
  const buffer = Reflect.construct(ArrayBuffer, [12, { maxByteLength: 12 }]);
  const array = new Uint8Array(buffer, 6, 6);
  buffer.resize(4);
  return array;
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function cyclic(): unknown[] {
  const list: unknown[] = [1];
  list.push(list);
  return list;
}

/** A list whose entries are something else at every second look. */
function fickle(first: unknown, second: unknown): object {
  let looks = 0;
  const isOdd = () => looks++ % 2 === 1;
  return new Proxy([first, first], {
    get: (list, key) => ((key === '0' || key === '1') && isOdd() ? second : Reflect.get(list, key)),
  });
}

const holes = (length: number, entries: object = {}) => Object.assign(new Array(length), entries);
const nested = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => [inner], 1);

const NUMBERS = [
  0,
  -0,
  1,
  2,
  -1,
  0.5,
  1.5,
  255,
  300,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  1e308,
  5e-324,
  NaN,
  Infinity,
];
const MAKERS: readonly (() => unknown)[] = [
  ...[null, undefined, true, false, '', 'a', 'bilinear', 'x'.repeat(1e6), '\0', '../a', 1n, 2n ** 70n].map(
    (v) => () => v,
  ),
  ...[Symbol('s'), () => 1, fail, Number, new Date(0), /a/, new Map(), Promise.resolve(1)].map((v) => () => v),
  ...[[], [0.1, 0.2], [0.2, 0.1], [1, 2, 3], ['a', 'b'], [NaN, 1], [[1], [2]], {}, Object.create(null)].map(
    (v) => () => v,
  ),
  ...[{ length: 2 }, { length: 2 ** 53 }, { height: 1, width: 1 }, { x: 0.5 }, { name: 'f' }].map((v) => () => v),
  () => holes(2),
  () => holes(3, { 1: 2 }),
  () => holes(2 ** 32 - 1, { 0: 1 }),
  () => nested(5000),
  () => new Uint8Array(12),
  () => new Float64Array([1, 0, 0, 0, 1, NaN]),
  () => new DataView(new ArrayBuffer(8)),
  () => new Uint8Array(new SharedArrayBuffer(12)),
  () => ({ [Symbol.toStringTag]: 'x'.repeat(1e5) }),
  () => ({ valueOf: fail, toString: fail, toJSON: fail, [Symbol.toPrimitive]: fail }),
  () => Object.defineProperty({}, Symbol.toStringTag, { get: fail }),
  () => new Proxy({}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail }),
  () => new Proxy([1, 2], { get: fail }),
  () => new Proxy(new Uint8Array(12), {}),
  () => fickle(0.1, 'b'),
  () => fickle(1, 2 ** 40),
  ...[detached, shrunk, revoked, cyclic],
];

/** Makes a value when it is called: fast-check itself looks into what it generates, which these values do not bear. */
export type Make = () => unknown;

const named = (make: Make, name: string): Make => Object.assign(() => make(), { [fc.toStringMethod]: () => name });
const FIXED = MAKERS.map((make, i) => named(make, `MAKERS[${i}]`));
const number = (value: number) => named(() => value, String(value));

export const always = (value: unknown): fc.Arbitrary<Make> => fc.constant(named(() => value, 'the valid one'));

/** A number or one of MAKERS. */
export const hostileValue = (): fc.Arbitrary<Make> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...NUMBERS).map(number) },
    { weight: 4, arbitrary: fc.constantFrom(...FIXED) },
    { weight: 1, arbitrary: fc.double().map(number) },
  );

/** What `values` make, together, as `combine` wants it. */
export function combined<T>(values: fc.Arbitrary<T>, combine: (values: T) => unknown): fc.Arbitrary<Make> {
  return values.map((given) => named(() => combine(given), fc.stringify(given)));
}

export const listOf = (entries: fc.Arbitrary<Make>, maxLength = 3): fc.Arbitrary<Make> =>
  combined(fc.array(entries, { maxLength }), (makes) => makes.map((make) => make()));

/** `start` with some of `names`, each hostile; now and then a getter that throws, an unknown key or no object. */
export function hostileObject(names: readonly string[], start: object = {}): fc.Arbitrary<Make> {
  const entry = fc.tuple(fc.constantFrom(...names, 'unknownKey', '__proto__'), hostileValue(), fc.nat(20));
  const object = combined(fc.array(entry, { maxLength: 3 }), (entries) => {
    const result: object = Object.assign(Object.create(null), start);
    for (const [name, make, dice] of entries) {
      const descriptor = dice === 0 ? { get: fail } : { value: make() };
      Object.defineProperty(result, name, { ...descriptor, enumerable: true, configurable: true });
    }
    return result;
  });
  return fc.oneof({ weight: 9, arbitrary: object }, { weight: 1, arbitrary: hostileValue() });
}

/** Only our errors with a known code and a short message that names no directory of this machine, or the caller's own. */
export function assertTyped(error: unknown): void {
  if (error instanceof OwnError) return;
  // What a Proxy raises by itself when it is looked at or iterated.
  if (error instanceof TypeError && /proxy that has been revoked|this is not a typed array/.test(error.message)) return;
  assert.instance(error, ImagePipelineError, error instanceof Error ? String(error.stack) : String(error));
  const { code, name, message } = error as ImagePipelineError;
  assert.is(name, ERROR_GROUPS[code], `${code}: ${message}`);
  assert.ok(message.length <= 400, `${message.length} characters`);
  assert.not.ok(message.includes(process.cwd()), message);
}

/** Awaits `call`; a failure must be one of the allowed ones. True when it succeeded. */
export async function survives(call: () => unknown): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    assertTyped(error);
    return false;
  }
}

/** The library still computes, and holds no memory. */
export async function assertWorks(): Promise<void> {
  assert.is(memory().inUseBytes, 0);
  const good = { data: new Uint8Array([1, 2, 3]), shape: [1, 1, 3] as const };
  assert.equal([...(await new Rescaling({ scale: 2 }).apply(good)).data], [2, 4, 6]);
  assert.equal([...(await image.rescale(good, 3)).data], [3, 6, 9]);
}
