// cuSOLVER and cuBLAS without a GPU, for the fit through the shim of the CUDA library: the
// functions that it needs, by Jacobi's method and plain loops over matrices column by column. They
// run when somebody waits for the stream.
//
// CUDA_SOLVER_SHIM_FAIL lets them fail, a word at a time: FUNCTION:STATUS, with create, params,
// stream, bytes, eigen, blas, blas_stream or syrk; info:NUMBER; or wrong, nan and zero, which spoil
// the vectors, a value and the vectors of the smallest values.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "cuda_shim_stream.h"
#include "linalg/symmetric_eigen.h"

#define SHIM_EXPORT extern "C" __attribute__((visibility("default")))

namespace imagepipeline::test {
namespace {

// The number after `word`, 0 without one; -1 for the word alone.
int Asked(const char* word) {
  const char* text = std::getenv("CUDA_SOLVER_SHIM_FAIL");
  const std::string wanted = word, given = text == nullptr ? "" : text;
  if (given == wanted) return -1;
  if (given.rfind(wanted + ":", 0) != 0) return 0;
  return std::atoi(given.c_str() + wanted.size() + 1);
}

struct Handle {
  ShimStream* stream = nullptr;
};

int Create(const char* word, void** handle) {
  *handle = nullptr;
  if (const int status = Asked(word); status != 0) return status;
  *handle = new Handle;
  return 0;
}

int Destroy(void* handle) {
  delete static_cast<Handle*>(handle);
  return 0;
}

int SetStream(const char* word, void* handle, void* stream) {
  static_cast<Handle*>(handle)->stream = static_cast<ShimStream*>(stream);
  return Asked(word);
}

// The lower triangle, column by column, of a matrix that becomes its vectors.
void Decompose(size_t size, double* matrix, double* values) {
  std::vector<double> whole(size * size);
  for (size_t column = 0; column < size; ++column) {
    for (size_t row = column; row < size; ++row)
      whole[column * size + row] = whole[row * size + column] = matrix[column * size + row];
  }
  const SymmetricEigen eigen = DecomposeSymmetric(whole, size);
  std::vector<size_t> order(size);
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return eigen.values[a] < eigen.values[b]; });
  for (size_t k = 0; k < size; ++k) {
    values[k] = eigen.values[order[k]];
    // Signs are nobody's promise.
    const double sign = k % 2 == 0 ? 1 : -1;
    for (size_t i = 0; i < size; ++i)
      matrix[k * size + i] = sign * eigen.vectors[order[k] * size + i];
  }
}

void Spoil(size_t size, double* matrix, double* values) {
  if (Asked("wrong") != 0) std::swap_ranges(matrix, matrix + size, matrix + (size - 1) * size);
  if (Asked("nan") != 0) values[size / 2] = std::numeric_limits<double>::quiet_NaN();
  if (Asked("zero") != 0) std::fill_n(matrix, size, 0.0);
}

size_t WorkBytes(int64_t size) { return static_cast<size_t>(size) * 24; }

}  // namespace
}  // namespace imagepipeline::test

using namespace imagepipeline::test;

SHIM_EXPORT int cusolverDnCreate(void** handle) { return Create("create", handle); }
SHIM_EXPORT int cusolverDnDestroy(void* handle) { return Destroy(handle); }
SHIM_EXPORT int cusolverDnSetStream(void* handle, void* stream) {
  return SetStream("stream", handle, stream);
}
SHIM_EXPORT int cusolverDnCreateParams(void** params) { return Create("params", params); }
SHIM_EXPORT int cusolverDnDestroyParams(void* params) { return Destroy(params); }

SHIM_EXPORT int cusolverDnXsyevd_bufferSize(void*, void*, int job, int triangle, int64_t size,
                                            int type, const void*, int64_t stride, int values_type,
                                            const void*, int compute_type, size_t* device_bytes,
                                            size_t* host_bytes) {
  constexpr int kInvalidValue = 3, kFloat64 = 1;
  const bool known = job == 1 && triangle == 0 && stride == size && type == kFloat64 &&
                     values_type == kFloat64 && compute_type == kFloat64;
  *device_bytes = *host_bytes = WorkBytes(size);
  return known ? Asked("bytes") : kInvalidValue;
}

SHIM_EXPORT int cusolverDnXsyevd(void* handle, void*, int, int, int64_t size, int, void* matrix,
                                 int64_t, int, void* values, int, void* device_work,
                                 size_t device_bytes, void* host_work, size_t host_bytes,
                                 int* info) {
  constexpr int kInvalidValue = 3;
  if (device_bytes < WorkBytes(size) || host_bytes < WorkBytes(size)) return kInvalidValue;
  if (const int status = Asked("eigen"); status != 0) return status;
  std::memset(host_work, 0, host_bytes);
  static_cast<Handle*>(handle)->stream->queue.emplace_back([=] {
    const auto side = static_cast<size_t>(size);
    std::memset(device_work, 0, device_bytes);
    Decompose(side, static_cast<double*>(matrix), static_cast<double*>(values));
    Spoil(side, static_cast<double*>(matrix), static_cast<double*>(values));
    *info = Asked("info");
  });
  return 0;
}

SHIM_EXPORT int cublasCreate_v2(void** handle) { return Create("blas", handle); }
SHIM_EXPORT int cublasDestroy_v2(void* handle) { return Destroy(handle); }
SHIM_EXPORT int cublasSetStream_v2(void* handle, void* stream) {
  return SetStream("blas_stream", handle, stream);
}

#ifndef WITHOUT_SYRK
// The lower triangle of alpha A A^T + beta C, all column by column.
SHIM_EXPORT int cublasDsyrk_v2(void* handle, int triangle, int transposed, int size, int depth,
                               const double* alpha, const double* factor, int stride,
                               const double* beta, double* product, int product_stride) {
  constexpr int kInvalidValue = 7;
  if (triangle != 0 || transposed != 0 || *alpha != 1 || *beta != 0) return kInvalidValue;
  if (const int status = Asked("syrk"); status != 0) return status;
  static_cast<Handle*>(handle)->stream->queue.emplace_back([=] {
    for (int64_t column = 0; column < size; ++column) {
      for (int64_t row = column; row < size; ++row) {
        double sum = 0;
        for (int64_t k = 0; k < depth; ++k)
          sum += factor[k * stride + row] * factor[k * stride + column];
        product[column * product_stride + row] = sum;
      }
    }
  });
  return 0;
}
#endif
