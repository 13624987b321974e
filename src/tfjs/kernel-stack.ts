// Which kernels of ours stand in for what. The record is shared by all copies of this library in the process, so that
// they can be uninstalled in any order.
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { BACKEND, type Tfjs } from './backend.js';

interface Stack {
  /** What was registered before any of us; undefined for nothing. */
  base: KernelConfig | undefined;
  ours: KernelConfig[];
}

const RECORD = Symbol.for('tfjs-image-pipeline.kernels.v1');

function record(): Map<string, Stack> {
  const holder = globalThis as { [RECORD]?: Map<string, Stack> };
  holder[RECORD] ??= new Map();
  return holder[RECORD];
}

/** What tfjs-node or somebody else has registered under this name. */
export function foreignKernel(tf: Tfjs, kernelName: string): KernelConfig | undefined {
  const current = tf.getKernel(kernelName, BACKEND);
  const stack = record().get(kernelName);
  return current && stack?.ours.includes(current) ? stack.base : current;
}

/** Registers `config` over whatever there is. */
export function pushKernel(tf: Tfjs, config: KernelConfig): void {
  const current = tf.getKernel(config.kernelName, BACKEND);
  const known = record().get(config.kernelName);
  const stack = known && current && known.ours.includes(current) ? known : { base: current, ours: [] };
  stack.ours.push(config);
  record().set(config.kernelName, stack);
  setKernel(tf, current, config);
}

/** Takes `config` away. What somebody else registered over it stays. */
export function removeKernel(tf: Tfjs, config: KernelConfig): void {
  const stack = record().get(config.kernelName);
  if (!stack?.ours.includes(config)) return;
  const current = tf.getKernel(config.kernelName, BACKEND);
  stack.ours = stack.ours.filter((other) => other !== config);
  if (stack.ours.length === 0) record().delete(config.kernelName);
  if (current === config) setKernel(tf, current, stack.ours.at(-1) ?? stack.base);
}

// tfjs warns of a kernel that is registered over another one.
function setKernel(tf: Tfjs, current: KernelConfig | undefined, next: KernelConfig | undefined): void {
  if (current) tf.unregisterKernel(current.kernelName, BACKEND);
  if (next) tf.registerKernel(next);
}
