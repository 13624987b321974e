// The heavy steps of a whitening's fit on the device, by cuSOLVER and cuBLAS.
#ifndef IMAGEPIPELINE_CUDA_FIT_SOLVER_H_
#define IMAGEPIPELINE_CUDA_FIT_SOLVER_H_

#include "cuda/driver.h"
#include "cuda/solver_library.h"
#include "linalg/fit_solver.h"

namespace imagepipeline::cuda {

// Holds the device while a step runs; batches wait. Both steps return E_CUDA_MISSING, E_CUDA_MEMORY
// or E_CUDA_FAILED; what they were given may then be overwritten.
class CudaFitSolver : public FitSolver {
 public:
  // Of a driver that is loaded; both live longer.
  CudaFitSolver(Driver* driver, const SolverLibrary* library)
      : driver_(driver), library_(library) {}

  // Before anything is computed in vain: E_CUDA_MISSING without a GPU, E_CUDA_PASS without
  // cuSOLVER.
  Status Check() const;

  Status Decompose(size_t size, double* matrix, double* values) override;
  Status MultiplyBySelf(size_t rows, size_t columns, const double* factor,
                        TriangleTiles<float>* product) override;

 private:
  // work(&step), once more without the memory that is kept for batches where it does not suffice.
  template <typename Work>
  Status Run(size_t size, const Work& work);

  Driver* driver_;
  const SolverLibrary* library_;
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_FIT_SOLVER_H_
