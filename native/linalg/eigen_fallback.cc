// The one file that includes Eigen.
#include <Eigen/Eigenvalues>
#include <cstring>
#include <new>

#include "linalg/lapack.h"

namespace imagepipeline {

Status DecomposeWithEigen(size_t size, double* matrix, double* values) {
  const auto n = static_cast<Eigen::Index>(size);
  try {
    // Column-major, so its lower triangle is the upper one of `matrix`.
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(
        Eigen::Map<const Eigen::MatrixXd>(matrix, n, n));
    if (solver.info() != Eigen::Success) {
      return {"E_NATIVE", "the eigendecomposition did not converge"};
    }
    std::memcpy(values, solver.eigenvalues().data(), size * sizeof(double));
    std::memcpy(matrix, solver.eigenvectors().data(), size * size * sizeof(double));
  } catch (const std::bad_alloc&) {
    return {"E_ALLOC", "no memory for an eigendecomposition of " + std::to_string(size) + " x " +
                           std::to_string(size)};
  }
  return {};
}

}  // namespace imagepipeline
