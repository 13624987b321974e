// One call of cuSOLVER or cuBLAS: its handle, its memory and its errors.
#ifndef IMAGEPIPELINE_CUDA_SOLVER_STEP_H_
#define IMAGEPIPELINE_CUDA_SOLVER_STEP_H_

#include <cstddef>
#include <cstdint>

#include "core/status.h"
#include "cuda/driver.h"
#include "cuda/lane.h"
#include "cuda/solver_library.h"
#include "cuda/staged_copy.h"

namespace imagepipeline::cuda {

// By the holder of batch_mutex(). Nothing is under way after any function. Statuses: E_CUDA_MEMORY,
// E_CUDA_FAILED.
class SolverStep {
 public:
  // `size`: the side of the matrices, for messages.
  SolverStep(Driver* driver, const SolverFunctions& functions, size_t size);
  SolverStep(const SolverStep&) = delete;
  SolverStep& operator=(const SolverStep&) = delete;
  ~SolverStep();

  Status Open() { return Done(copy_.Open()); }
  // Needed before FindEigenvectors() and before MultiplyBySelf().
  Status OpenSolver();
  Status OpenBlas();

  // The status for an error code of the CUDA runtime, or 0.
  Status Done(int code);

  const StagedCopy& copy() const { return copy_; }
  DeviceCalls* calls() { return &driver_->calls(); }

  // The matrix, of which the lower triangle counts, becomes its eigenvectors.
  Status FindEigenvectors(size_t size, double* matrix, double* values, double* info);
  // The lower triangle of the product of a matrix of `columns` x `rows` and its transpose.
  Status MultiplyBySelf(size_t rows, size_t columns, const double* factor, double* product);

 private:
  // The status for what a function of cuSOLVER or cuBLAS returned, when all work has ended.
  Status Ended(const char* function, int status, int out_of_memory);
  Status NoMemory(const char* text) const;

  Driver* driver_;
  const SolverFunctions& functions_;
  size_t size_;
  Lane* lane_;
  StagedCopy copy_;
  void *solver_ = nullptr, *params_ = nullptr, *blas_ = nullptr;
};

// Device memory of a step.
class DeviceArray {
 public:
  explicit DeviceArray(SolverStep* step) : step_(step) {}
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;
  ~DeviceArray() { buffer_.Release(step_->calls(), false); }

  Status Allocate(uint64_t bytes) {
    return step_->Done(buffer_.Reserve(step_->calls(), false, bytes));
  }
  double* data() const { return reinterpret_cast<double*>(buffer_.data()); }

 private:
  SolverStep* step_;
  Buffer buffer_;
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_SOLVER_STEP_H_
