// The kernels f(x), x >= 0, of the resize methods that weigh taps by distance.
#ifndef IMAGEPIPELINE_RUNTIME_RESIZE_KERNEL_H_
#define IMAGEPIPELINE_RUNTIME_RESIZE_KERNEL_H_

#include "program/moves.h"

namespace imagepipeline {

// Distance, in taps, from which on the kernel is 0.
float KernelRadius(ResizeMethod method);

// For all methods but nearest and area.
float KernelWeight(ResizeMethod method, float x);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_RESIZE_KERNEL_H_
