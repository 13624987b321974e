// Whether an eigendecomposition gives its matrix back, for solvers that nobody here controls.
#ifndef IMAGEPIPELINE_LINALG_DECOMPOSITION_CHECK_H_
#define IMAGEPIPELINE_LINALG_DECOMPOSITION_CHECK_H_

#include <cstddef>
#include <vector>

namespace imagepipeline {

// Of one vector x in general position: the sum of u_k (u_k . x) has to be x, and the sum of
// s_k u_k (u_k . x) has to be A x. Costs as much as four products of the matrix with a vector.
class DecompositionCheck {
 public:
  // Before the matrix, of which the upper triangle is read, is overwritten.
  DecompositionCheck(size_t size, const double* matrix);

  // Row k of `vectors` belongs to values[k]. False too for values that are no numbers or do not
  // ascend.
  bool Holds(const double* vectors, const double* values) const;

 private:
  size_t size_;
  double scale_ = 0;                 // of the matrix: the root of the sum of its squares
  std::vector<double> x_, product_;  // product_ = A x
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_DECOMPOSITION_CHECK_H_
