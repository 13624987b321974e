// Three images of two values, whose whitening is worked by hand, for the tests of both whitening layers.
import { ImagePipeline } from '../../src/index.js';
import type { WhiteningLayer } from '../../src/layers/whitening-layer.js';
import type { ImageBatch, PixelArray } from '../../src/types.js';

/**
 * Images (1, 2), (3, 5), (0, 4). About the mean of all values, 5/2, they are -1, 3/2, -1/2 times (1, 1) plus -1/2, -1, -2
 * times (1, -1): the second moments are 2 (1 + 9/4 + 1/4) / 3 = 7/3 along (1, 1) and 2 (1/4 + 1 + 4) / 3 = 7/2 along (1, -1).
 */
export const three: ImageBatch = { data: Uint8Array.of(1, 2, 3, 5, 0, 4), shape: [3, 1, 2, 1] };

/** What those images become with these gains along (1, 1) and (1, -1). */
export function threeWhite(sum: number, difference: number): number[] {
  const parts = [
    [-1, -1 / 2],
    [3 / 2, -1],
    [-1 / 2, -2],
  ] as const;
  return parts.flatMap(([u, v]) => [u * sum + v * difference, u * sum - v * difference]);
}

/** The gains of either meaning of epsilon for a variance of three images. */
export const gains = {
  variance: (variance: number, epsilon: number) => 1 / Math.sqrt(variance + epsilon),
  singular: (variance: number, epsilon: number) => 1 / (Math.sqrt(variance) + epsilon / Math.sqrt(3)),
} as const;

export const TYPES = [Uint8Array, Uint16Array, Int32Array, Float32Array] as const;

export function as(type: (typeof TYPES)[number], { data, shape }: ImageBatch): ImageBatch {
  return { data: type.from(data) as PixelArray, shape };
}

/** The layer after adapt(). */
export async function adapted<T extends WhiteningLayer>(layer: T, images: unknown): Promise<T> {
  await new ImagePipeline([layer]).adapt(images);
  return layer;
}
