#include "cuda/solver_step.h"

#include <string>

#include "linalg/buffer.h"

namespace imagepipeline::cuda {

SolverStep::SolverStep(Driver* driver, const SolverFunctions& functions, size_t size)
    : driver_(driver),
      functions_(functions),
      size_(size),
      lane_(&driver->lanes()[0]),
      copy_(&driver->calls(), lane_) {}

SolverStep::~SolverStep() {
  // Errors here are those of earlier calls, which have been reported.
  if (params_ != nullptr) static_cast<void>(functions_.destroy_params(params_));
  if (solver_ != nullptr) static_cast<void>(functions_.destroy(solver_));
  if (blas_ != nullptr) static_cast<void>(functions_.blas_destroy(blas_));
}

Status SolverStep::NoMemory(const char* text) const {
  const std::string side = std::to_string(size_);
  return {"E_CUDA_MEMORY",
          "device: the GPU or the memory of the host has no room for a matrix of " + side + " x " +
              side + "; " + text};
}

Status SolverStep::Done(int code) {
  if (code == 0) return {};
  return code == kOutOfMemoryCode ? NoMemory(calls()->ErrorText(code)) : driver_->Failed(code);
}

Status SolverStep::Ended(const char* function, int status, int out_of_memory) {
  // The stream may know of an error that is worse.
  const int code = calls()->Wait(lane_->stream);
  if (code != 0) return Done(code);
  if (status == 0) return {};
  if (status == out_of_memory) return NoMemory(function);
  return {"E_CUDA_FAILED", std::string("device: the GPU failed: ") + function + " with status " +
                               std::to_string(status)};
}

Status SolverStep::OpenSolver() {
  int status = functions_.create(&solver_);
  if (status == 0) status = functions_.create_params(&params_);
  if (status == 0) status = functions_.set_stream(solver_, lane_->stream);
  return status == 0 ? Status() : Ended("cusolverDnCreate", status, kSolverOutOfMemory);
}

Status SolverStep::OpenBlas() {
  int status = functions_.blas_create(&blas_);
  if (status == 0) status = functions_.blas_set_stream(blas_, lane_->stream);
  return status == 0 ? Status() : Ended("cublasCreate", status, kBlasOutOfMemory);
}

Status SolverStep::FindEigenvectors(size_t size, double* matrix, double* values, double* info) {
  if (const int fault = calls()->FaultOf(Call::kSolve); fault != 0) return Done(fault);
  const auto side = static_cast<int64_t>(size);
  size_t device_bytes = 0, host_bytes = 0;
  int status =
      functions_.eigen_bytes(solver_, params_, kWithVectors, kFillLower, side, kFloat64, matrix,
                             side, kFloat64, values, kFloat64, &device_bytes, &host_bytes);
  if (status != 0) return Ended("cusolverDnXsyevd_bufferSize", status, kSolverOutOfMemory);
  DeviceArray work(this);
  imagepipeline::Buffer<uint8_t> host_work;
  Status room = work.Allocate(device_bytes);
  if (!room.ok()) return room;
  if (!host_work.Allocate(host_bytes)) return NoMemory("cusolverDnXsyevd");
  status = functions_.eigen(solver_, params_, kWithVectors, kFillLower, side, kFloat64, matrix,
                            side, kFloat64, values, kFloat64, work.data(), device_bytes,
                            host_work.data(), host_bytes, reinterpret_cast<int*>(info));
  Status ended = Ended("cusolverDnXsyevd", status, kSolverOutOfMemory);
  if (!ended.ok()) return ended;
  int32_t failed = 0;
  ended = Done(copy_.Fetch(info, sizeof(failed), &failed));
  if (!ended.ok() || failed == 0) return ended;
  return {"E_CUDA_FAILED", "device: the GPU failed: cusolverDnXsyevd did not converge (info " +
                               std::to_string(failed) + ")"};
}

Status SolverStep::MultiplyBySelf(size_t rows, size_t columns, const double* factor,
                                  double* product) {
  if (const int fault = calls()->FaultOf(Call::kSquare); fault != 0) return Done(fault);
  constexpr double kOne = 1, kZero = 0;
  const auto side = static_cast<int>(columns);
  const int status =
      functions_.multiply_by_self(blas_, kFillLower, kNotTransposed, side, static_cast<int>(rows),
                                  &kOne, factor, side, &kZero, product, side);
  return Ended("cublasDsyrk", status, kBlasOutOfMemory);
}

}  // namespace imagepipeline::cuda
