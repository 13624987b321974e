// The kernels that installKernels() knows.
import type { KernelConfig } from '@tensorflow/tfjs-core';
import type { Replacement } from '../replace.js';
import { flipLeftRight } from './flip-left-right.js';
import { resizeNearestNeighbor } from './resize-nearest-neighbor.js';
import { rotateWithOffsetKernel } from './rotate-with-offset.js';
import { TENSORFLOW_OPS } from './tensorflow-ops.js';
import { transformKernel } from './transform.js';

/** Kernels that tfjs-node lacks. */
export const MISSING_KERNELS: readonly KernelConfig[] = [transformKernel, rotateWithOffsetKernel, ...TENSORFLOW_OPS];

/** Kernels of ours that give the bits of tfjs-node's in less time; docs/tfjs.md has the measurements. */
export const FASTER_KERNELS: readonly Replacement[] = [flipLeftRight, resizeNearestNeighbor];
