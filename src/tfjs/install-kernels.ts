import type { KernelConfig } from '@tensorflow/tfjs-core';
import type { Tfjs } from './backend.js';
import { checkTfjs } from './find-tfjs.js';
import { foreignKernel, pushKernel, removeKernel } from './kernel-stack.js';
import { FASTER_KERNELS, MISSING_KERNELS } from './kernels/index.js';

/** What installKernels() did. */
export interface KernelInstallation {
  /** Names of the kernels that are ours now. */
  readonly kernels: readonly string[];
  /** Restores what was registered before. Calling it again does nothing. */
  uninstall(): void;
}

/**
 * Gives the backend of tfjs-node the kernels that it lacks (`tf.image.transform`, `tf.image.rotateWithOffset`,
 * `tf.searchSorted`, ...) and ours in place of slower ones with the same results. `tf` is any copy of tfjs in the process,
 * such as `@tensorflow/tfjs-node`; other backends stay as they are. A kernel that tfjs-node lacks and somebody else has
 * registered stays theirs. May be called before tfjs-node is loaded; then nothing of tfjs-node's is replaced.
 * docs/tfjs.md lists the kernels.
 * @throws ArgumentError E_TYPE when `tf` is not tfjs.
 * @example
 * import * as tf from '@tensorflow/tfjs-node';
 * import { installKernels } from 'tfjs-image-pipeline/tfjs';
 * const { uninstall } = installKernels(tf);
 * const turned = tf.image.rotateWithOffset(tf.ones([1, 4, 4, 3]), Math.PI / 4);
 * uninstall();
 */
export function installKernels(tf: Tfjs): KernelInstallation {
  checkTfjs('installKernels', tf);
  // Copies, because the same object cannot be told apart when it is installed twice.
  const missing = MISSING_KERNELS.filter((config) => !foreignKernel(tf, config.kernelName));
  const installed: KernelConfig[] = missing.map((config) => ({ ...config }));
  for (const { kernelName, replace } of FASTER_KERNELS) {
    const theirs = foreignKernel(tf, kernelName);
    if (theirs) installed.push(replace(theirs));
  }
  for (const config of installed) pushKernel(tf, config);
  return {
    kernels: installed.map(({ kernelName }) => kernelName).sort(),
    uninstall() {
      for (const config of installed.splice(0)) removeKernel(tf, config);
    },
  };
}
