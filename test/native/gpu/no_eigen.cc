// For programs that are built without Eigen: Jacobi's method, which is slow and good enough for
// tests.
#include <algorithm>
#include <numeric>
#include <vector>

#include "linalg/lapack.h"
#include "linalg/symmetric_eigen.h"

namespace imagepipeline {

Status DecomposeWithEigen(size_t size, double* matrix, double* values) {
  std::vector<double> whole(matrix, matrix + size * size);
  for (size_t i = 0; i < size; ++i)
    for (size_t j = 0; j < i; ++j) whole[i * size + j] = whole[j * size + i];
  const SymmetricEigen eigen = DecomposeSymmetric(whole, size);
  std::vector<size_t> order(size);
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return eigen.values[a] < eigen.values[b]; });
  for (size_t k = 0; k < size; ++k) {
    values[k] = eigen.values[order[k]];
    std::copy_n(eigen.vectors.data() + order[k] * size, size, matrix + k * size);
  }
  return {};
}

}  // namespace imagepipeline
