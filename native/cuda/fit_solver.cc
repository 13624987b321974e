#include "cuda/fit_solver.h"

#include <mutex>
#include <string>

#include "cuda/solver_step.h"
#include "linalg/decomposition_check.h"
#include "linalg/lapack.h"

namespace imagepipeline::cuda {

namespace {

// Row k of what cuSOLVER returns column by column is the vector of values[k]; its lower triangle is
// the upper one of a row-major matrix.
Status DecomposeOnDevice(SolverStep* step, size_t size, double* matrix, double* values) {
  const uint64_t bytes = uint64_t{size} * size * sizeof(double);
  Status status = step->OpenSolver();
  DeviceArray vectors(step), spectrum(step), info(step);
  if (status.ok()) status = vectors.Allocate(bytes);
  if (status.ok()) status = spectrum.Allocate(size * sizeof(double));
  if (status.ok()) status = info.Allocate(sizeof(int32_t));
  if (status.ok()) status = step->Done(step->copy().Send(matrix, bytes, vectors.data()));
  if (status.ok())
    status = step->FindEigenvectors(size, vectors.data(), spectrum.data(), info.data());
  if (!status.ok()) return status;
  status = step->Done(step->copy().Fetch(spectrum.data(), size * sizeof(double), values));
  return status.ok() ? step->Done(step->copy().Fetch(vectors.data(), bytes, matrix)) : status;
}

// cuBLAS' lower triangle, column by column, is the upper one row by row.
Status MultiplyOnDevice(SolverStep* step, size_t rows, size_t columns, const double* factor,
                        TriangleTiles<float>* product) {
  const uint64_t bytes = uint64_t{rows} * columns * sizeof(double);
  Status status = step->OpenBlas();
  DeviceArray lines(step), sums(step);
  if (status.ok()) status = lines.Allocate(bytes);
  if (status.ok()) status = sums.Allocate(uint64_t{columns} * columns * sizeof(double));
  if (status.ok()) status = step->Done(step->copy().Send(factor, bytes, lines.data()));
  if (status.ok()) status = step->MultiplyBySelf(rows, columns, lines.data(), sums.data());
  if (!status.ok()) return status;
  const auto round = [&](uint64_t i, const double* values) {
    for (size_t j = i; j < columns; ++j) {
      const auto value = static_cast<float>(values[j]);
      const size_t row = i / kTileSide, column = j / kTileSide;
      float* tile = product->tile(TileIndex(row, column));
      tile[i % kTileSide * kTileSide + j % kTileSide] = value;
      // Tiles on the diagonal are whole.
      if (row == column) tile[j % kTileSide * kTileSide + i % kTileSide] = value;
    }
  };
  return step->Done(step->copy().FetchRows(sums.data(), columns, columns, round));
}

}  // namespace

Status CudaFitSolver::Check() const {
  if (!driver_->available()) return driver_->Missing();
  if (library_->available()) return {};
  return {"E_CUDA_PASS", "device: a fit needs cuSOLVER: " + library_->reason};
}

template <typename Work>
Status CudaFitSolver::Run(size_t size, const Work& work) {
  const std::lock_guard<std::mutex> lock(driver_->batch_mutex());
  if (!driver_->on()) return driver_->Missing();
  const auto run = [&] {
    SolverStep step(driver_, library_->functions, size);
    Status status = step.Open();
    return status.ok() ? work(&step) : status;
  };
  Status status = run();
  if (status.code() != "E_CUDA_MEMORY") return status;
  driver_->ReleaseLanes();
  driver_->whitening()->Release(&driver_->calls());
  return run();
}

Status CudaFitSolver::Decompose(size_t size, double* matrix, double* values) {
  if (size == 0 || size > kMaxDecomposed) return FitSolver::Decompose(size, matrix, values);
  const DecompositionCheck check(size, matrix);
  Status status =
      Run(size, [&](SolverStep* step) { return DecomposeOnDevice(step, size, matrix, values); });
  if (!status.ok() || check.Holds(matrix, values)) return status;
  return {"E_CUDA_FAILED", "device: the GPU failed: the eigenvectors do not give the matrix back"};
}

Status CudaFitSolver::MultiplyBySelf(size_t rows, size_t columns, const double* factor,
                                     TriangleTiles<float>* product) {
  return Run(columns, [&](SolverStep* step) {
    return MultiplyOnDevice(step, rows, columns, factor, product);
  });
}

}  // namespace imagepipeline::cuda
