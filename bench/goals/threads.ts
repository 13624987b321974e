// Two threads of ours against one.
import type { Op } from '../op.js';
import chain from './keras-chain.js';

export default {
  ...chain,
  ours: [
    { name: 'ours', threads: 1, free: true, how: 'apply' },
    { name: 'ours, 2 threads', threads: 2, how: 'apply' },
  ],
  peers: [],
} satisfies Op;
