// cuSOLVER and the cuBLAS that it brings, found at run time: they are never linked, so their
// absence is no more than a fit on the CPU. Only what a fit needs, with prototypes of our own.
#ifndef IMAGEPIPELINE_CUDA_SOLVER_LIBRARY_H_
#define IMAGEPIPELINE_CUDA_SOLVER_LIBRARY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace imagepipeline::cuda {

// Values of cuSOLVER's and cuBLAS' enumerations, the same since CUDA 11.
constexpr int kSolverOutOfMemory = 2;  // cusolverStatus_t
constexpr int kBlasOutOfMemory = 3;    // cublasStatus_t
constexpr int kWithVectors = 1;        // cusolverEigMode_t
constexpr int kFillLower = 0;          // cublasFillMode_t
constexpr int kNotTransposed = 0;      // cublasOperation_t
constexpr int kFloat64 = 1;            // cudaDataType

// The functions that are used. Matrices and values are addresses in device memory, handles those of
// the library; every function returns a status of its library, 0 for success.
struct SolverFunctions {
  int (*create)(void** handle);
  int (*destroy)(void* handle);
  int (*set_stream)(void* handle, void* stream);
  int (*create_params)(void** params);
  int (*destroy_params)(void* params);
  int (*eigen_bytes)(void* handle, void* params, int job, int triangle, int64_t size, int type,
                     const void* matrix, int64_t stride, int values_type, const void* values,
                     int compute_type, size_t* device_bytes, size_t* host_bytes);
  int (*eigen)(void* handle, void* params, int job, int triangle, int64_t size, int type,
               void* matrix, int64_t stride, int values_type, void* values, int compute_type,
               void* device_work, size_t device_bytes, void* host_work, size_t host_bytes,
               int* info);

  int (*blas_create)(void** handle);
  int (*blas_destroy)(void* handle);
  int (*blas_set_stream)(void* handle, void* stream);
  int (*multiply_by_self)(void* handle, int triangle, int transposed, int size, int depth,
                          const double* alpha, const double* factor, int stride, const double* beta,
                          double* product, int product_stride);
};

struct SolverLibrary {
  SolverFunctions functions = {};
  std::string path;    // of the file, as it was loaded; empty without one
  std::string reason;  // why there is none; empty with one

  bool available() const { return !path.empty(); }

  // The one of this process, looked for at the first call and kept for ever: the path in
  // TFJS_IMAGE_PIPELINE_CUSOLVER ("none": no library), else the system's. Thread-safe.
  static const SolverLibrary& Get();
  // The first of `paths` that has all functions.
  static SolverLibrary Open(const std::vector<std::string>& paths);
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_SOLVER_LIBRARY_H_
