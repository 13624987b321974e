// Places in a JSON document that a fuzz test damages.

export type Json = Record<string, unknown>;

/** Places in a document: the object or list, and the key in it. */
export function placesOf(value: unknown, found: [Json, string][] = []): [Json, string][] {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value as Json, key]);
    placesOf((value as Json)[key], found);
  }
  return found;
}

/** Also for '__proto__', which a plain assignment would not make a key. */
export function put(holder: Json, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}
