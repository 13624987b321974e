// The noise of GaussianNoise and RandomErasing in float64: Philox4x32-10 in big integers and the inverse of the normal
// distribution by bisection.
const MASK = 0xffffffffn;

function philox(counter: [bigint, bigint, bigint, bigint], key: [bigint, bigint]): [bigint, bigint, bigint, bigint] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const product0 = 0xd2511f53n * c0;
    const product1 = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(product1 >> 32n) ^ c1 ^ k0, product1 & MASK, (product0 >> 32n) ^ c3 ^ k1, product0 & MASK];
    k0 = (k0 + 0x9e3779b9n) & MASK;
    k1 = (k1 + 0xbb67ae85n) & MASK;
  }
  return [c0, c1, c2, c3];
}

/** 1 - Phi(z) for z >= 0: a series near 0, a continued fraction further out. */
function tail(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 2.5) {
    let term = z;
    let sum = z;
    for (let k = 1; k < 60; k++) {
      term *= (z * z) / (2 * k + 1);
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = z;
  for (let k = 80; k >= 1; k--) fraction = z + k / fraction;
  return density / fraction;
}

/** The z >= 0 with 1 - Phi(z) = p. */
function upperQuantile(p: number): number {
  let [low, high] = [0, 8];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (tail(middle) > p) low = middle;
    else high = middle;
  }
  return low;
}

/** The deviate of value `index` of row `row`. */
export function exactNoise(noise0: number, noise1: number, row: number, index: number): number {
  const place = index % 64;
  const first = BigInt(Math.floor(index / 64) * 16 + (place % 16));
  const words = philox([first & MASK, BigInt(row), first >> 32n, 0n], [BigInt(noise0), BigInt(noise1)]);
  const word = Number(words[Math.floor(place / 16)]);
  const z = upperQuantile(((word % 2 ** 31) + 0.5) / 2 ** 32);
  return word >= 2 ** 31 ? -z : z;
}
