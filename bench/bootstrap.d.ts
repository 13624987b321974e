// The part of the set-up scripts that the benchmark uses; they have no types of their own.
declare module '*/bootstrap/cache.mjs' {
  export function cacheFolder(): string;
}
