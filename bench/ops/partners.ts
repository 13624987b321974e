// The images after image `index` in the order of what they drew, cyclically.
import type { Place } from '../op.js';

export function partners({ index, batch }: Place, count: number): number[] {
  const orders = batch.map(({ order = 0 }, image) => ({ order, image }));
  const sorted = orders.sort((a, b) => a.order - b.order || a.image - b.image).map(({ image }) => image);
  const rank = sorted.indexOf(index);
  return Array.from({ length: count }, (_, step) => sorted[(rank + step + 1) % sorted.length] as number);
}
