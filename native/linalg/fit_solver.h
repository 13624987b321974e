// The two steps of a fit that grow with the cube of the features. Here they run on the CPU; another
// solver may do them elsewhere.
#ifndef IMAGEPIPELINE_LINALG_FIT_SOLVER_H_
#define IMAGEPIPELINE_LINALG_FIT_SOLVER_H_

#include <cstddef>

#include "core/status.h"
#include "linalg/triangle_tiles.h"

namespace imagepipeline {

class FitSolver {
 public:
  FitSolver() = default;
  FitSolver(const FitSolver&) = delete;
  FitSolver& operator=(const FitSolver&) = delete;
  virtual ~FitSolver() = default;

  // Eigenvalues, ascending, and eigenvectors of a symmetric matrix with finite entries, of which
  // only the upper triangle of the row-major `matrix` is read. Row k of `matrix` becomes the vector
  // of values[k]. E_LIMIT above kMaxDecomposed.
  virtual Status Decompose(size_t size, double* matrix, double* values);

  // The upper triangle of Y^T Y, summed in double and rounded once, of a row-major Y of `rows` x
  // `columns`; `product` has been allocated for `columns`.
  virtual Status MultiplyBySelf(size_t rows, size_t columns, const double* factor,
                                TriangleTiles<float>* product);
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_FIT_SOLVER_H_
