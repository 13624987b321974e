// Entry point 'tfjs-image-pipeline/compat': lets tfjs-node 4.22 run on Node 23 and newer. Import it before tfjs-node.
// Node removed these long deprecated functions of 'node:util', which tfjs-node still calls. A function that is there
// stays.
import { createRequire } from 'node:module';

// The module's namespace is frozen; what require() gives is what tfjs-node sees.
const util: Record<string, unknown> = createRequire(import.meta.url)('node:util');

const isType = (type: string) => (value: unknown) => typeof value === type;

const REMOVED: Record<string, (value: unknown) => boolean> = {
  isArray: Array.isArray,
  isBoolean: isType('boolean'),
  isFunction: isType('function'),
  isNull: (value) => value === null,
  isNullOrUndefined: (value) => value === null || value === undefined,
  isNumber: isType('number'),
  isObject: (value) => value !== null && typeof value === 'object',
  isPrimitive: (value) => value === null || (typeof value !== 'object' && typeof value !== 'function'),
  isString: isType('string'),
  isSymbol: isType('symbol'),
  isUndefined: isType('undefined'),
};

for (const [name, value] of Object.entries(REMOVED)) {
  if (util[name] === undefined) {
    Object.defineProperty(util, name, { value, enumerable: false, configurable: true, writable: true });
  }
}
