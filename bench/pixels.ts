// Seeded pixels: value i of image k is a hash of both, so that Python makes the same ones (scripts/bench-peers/pixels.py).
import type { Case } from './op.js';

/** A bijective mix of 32 bits (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let v = value >>> 0;
  v = Math.imul(v ^ (v >>> 16), 0x85ebca6b);
  v = Math.imul(v ^ (v >>> 13), 0xc2b2ae35);
  return (v ^ (v >>> 16)) >>> 0;
}

/** `count` images of noise within 0..255 in one array. */
export function makePixels({ shape, dtype, count }: Case): Uint8Array | Float32Array {
  const values = shape[0] * shape[1] * shape[2];
  const data = dtype === 'uint8' ? new Uint8Array(values * count) : new Float32Array(values * count);
  for (let image = 0; image < count; image++) {
    const start = mix(image + 1);
    for (let i = 0; i < values; i++) data[image * values + i] = mix(start + i) >>> 24;
  }
  return data;
}
