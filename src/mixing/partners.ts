// Who is mixed with whom: the images of a batch in the order of a number that each of them drew, so that every draw is
// its sample's own and can be replayed.

/**
 * For each image the `count` images after it in the order of the first numbers in `drawn` (ties by position), cyclically;
 * in a small batch it can be its own partner.
 */
export function partnersOf(drawn: readonly (readonly number[])[], count: number): number[][] {
  const numbers = drawn.map(([order]) => order as number);
  const sorted = numbers.map((_, i) => i).sort((a, b) => (numbers[a] as number) - (numbers[b] as number) || a - b);
  const partners: number[][] = numbers.map(() => []);
  sorted.forEach((image, rank) => {
    for (let step = 1; step <= count; step++) {
      (partners[image] as number[]).push(sorted[(rank + step) % sorted.length] as number);
    }
  });
  return partners;
}
