// Marks loops over small arrays that must stay in registers, however long their bodies are.
#ifndef IMAGEPIPELINE_CUDA_UNROLL_H_
#define IMAGEPIPELINE_CUDA_UNROLL_H_

#ifdef __CUDA_ARCH__
#define IMAGEPIPELINE_UNROLL _Pragma("unroll")
#else
#define IMAGEPIPELINE_UNROLL
#endif

#endif  // IMAGEPIPELINE_CUDA_UNROLL_H_
