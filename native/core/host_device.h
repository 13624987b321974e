// Marks functions that the CUDA kernels share with the CPU. Their constexpr neighbours need no
// mark.
#ifndef IMAGEPIPELINE_CORE_HOST_DEVICE_H_
#define IMAGEPIPELINE_CORE_HOST_DEVICE_H_

#ifdef __CUDACC__
#define IMAGEPIPELINE_HD __host__ __device__
#else
#define IMAGEPIPELINE_HD
#endif

// Before a loop whose body is long: more copies of it would only need more registers.
#ifdef __CUDA_ARCH__
#define IMAGEPIPELINE_NO_UNROLL _Pragma("unroll 1")
#else
#define IMAGEPIPELINE_NO_UNROLL
#endif

#endif  // IMAGEPIPELINE_CORE_HOST_DEVICE_H_
