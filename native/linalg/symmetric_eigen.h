// Eigenvalues and eigenvectors of small symmetric matrices with the same bits on every machine:
// nothing but + - * / and sqrt, in one fixed order.
#ifndef IMAGEPIPELINE_LINALG_SYMMETRIC_EIGEN_H_
#define IMAGEPIPELINE_LINALG_SYMMETRIC_EIGEN_H_

#include <cstddef>
#include <vector>

namespace imagepipeline {

struct SymmetricEigen {
  std::vector<double> values;   // in no particular order
  std::vector<double> vectors;  // size x size, row-major; row k belongs to values[k]
};

// Of a size x size matrix, row-major, whose entries are at most 1e150. Cyclic Jacobi, about 30
// size^3 operations: meant for channels, not for features. A NaN in the matrix makes some value
// NaN.
SymmetricEigen DecomposeSymmetric(std::vector<double> matrix, size_t size);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_SYMMETRIC_EIGEN_H_
