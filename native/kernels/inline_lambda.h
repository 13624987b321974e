// IMAGEPIPELINE_INLINE_LAMBDA: HWY_ATTR for lambdas that take or return vectors and must not become
// calls: each call would store all vectors that are in use.
#ifndef IMAGEPIPELINE_KERNELS_INLINE_LAMBDA_H_
#define IMAGEPIPELINE_KERNELS_INLINE_LAMBDA_H_

#include "hwy/highway.h"

#if HWY_COMPILER_MSVC
#define IMAGEPIPELINE_INLINE_LAMBDA HWY_ATTR
#else
#define IMAGEPIPELINE_INLINE_LAMBDA HWY_ATTR __attribute__((always_inline))
#endif

#endif  // IMAGEPIPELINE_KERNELS_INLINE_LAMBDA_H_
