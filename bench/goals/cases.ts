// Sizes that the goals are set for.
import type { Case } from '../op.js';

export const SMALL = [224, 224, 3] as const;
export const LARGE = [512, 512, 3] as const;

export const ONE_UINT8: readonly Case[] = [
  { shape: SMALL, dtype: 'uint8', count: 1 },
  { shape: LARGE, dtype: 'uint8', count: 1 },
];
export const ONE_FLOAT32: readonly Case[] = ONE_UINT8.map((each) => ({ ...each, dtype: 'float32' }));
export const ONE: readonly Case[] = [...ONE_UINT8, ...ONE_FLOAT32];
