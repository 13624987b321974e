// Eigenvalues known in closed form, and what makes a decomposition: V^T V = I and V^T diag(s) V =
// A.
#include "linalg/symmetric_eigen.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "check.h"
#include "core/philox.h"

namespace imagepipeline::test {
namespace {

using Matrix = std::vector<double>;

double Largest(const Matrix& matrix) {
  double largest = 0;
  for (const double value : matrix) largest = std::max(largest, std::fabs(value));
  return largest;
}

// Sum over the rows v of scale * v^T v.
Matrix Product(const Matrix& rows, const Matrix& scale, size_t n) {
  Matrix result(n * n);
  for (size_t k = 0; k < n; ++k) {
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = 0; j < n; ++j)
        result[i * n + j] += scale[k] * rows[k * n + i] * rows[k * n + j];
    }
  }
  return result;
}

bool CheckDecomposition(const Matrix& matrix, size_t n) {
  const SymmetricEigen eigen = DecomposeSymmetric(matrix, n);
  if (!CHECK_EQ(eigen.values.size(), n) || !CHECK_EQ(eigen.vectors.size(), n * n)) return false;
  const double tolerance = 1e-15 * static_cast<double>(n + 4);
  const Matrix rebuilt = Product(eigen.vectors, eigen.values, n);
  const Matrix unit = Product(eigen.vectors, Matrix(n, 1), n);
  bool ok = true;
  for (size_t i = 0; i < n * n; ++i) {
    ok &= CHECK_NEAR(rebuilt[i], matrix[i], tolerance * Largest(matrix));
    ok &= CHECK_NEAR(unit[i], i % (n + 1) == 0 ? 1 : 0, tolerance);
  }
  return ok;
}

std::vector<double> SortedValues(const Matrix& matrix, size_t n) {
  std::vector<double> values = DecomposeSymmetric(matrix, n).values;
  std::sort(values.begin(), values.end());
  return values;
}

TEST(EigenOfTwoByTwo) {
  const std::vector<double> values = SortedValues({14.0 / 9, 7.0 / 9, 7.0 / 9, 14.0 / 9}, 2);
  CHECK_NEAR(values[0], 7.0 / 9, 1e-15);
  CHECK_NEAR(values[1], 7.0 / 3, 1e-15);
}

TEST(EigenOfAChain) {
  // 2 on the diagonal and -1 beside it: 2 - 2 cos(k pi / (n + 1)).
  for (const size_t n : {1u, 2u, 3u, 4u, 7u, 30u}) {
    Matrix chain(n * n);
    for (size_t i = 0; i < n; ++i) {
      chain[i * n + i] = 2;
      if (i > 0) chain[i * n + i - 1] = chain[(i - 1) * n + i] = -1;
    }
    const std::vector<double> values = SortedValues(chain, n);
    for (size_t k = 0; k < n; ++k) {
      const double angle =
          static_cast<double>(k + 1) * std::numbers::pi / static_cast<double>(n + 1);
      CHECK_NEAR(values[k], 2 - 2 * std::cos(angle), 1e-14);
    }
    CheckDecomposition(chain, n);
  }
}

TEST(EigenOfSingularAndRepeated) {
  // All entries 5: one eigenvalue 5 n, the others 0.
  for (const size_t n : {2u, 3u, 4u, 6u}) {
    const std::vector<double> values = SortedValues(Matrix(n * n, 5), n);
    for (size_t k = 0; k + 1 < n; ++k) CHECK_NEAR(values[k], 0, 1e-14);
    CHECK_NEAR(values[n - 1], 5.0 * static_cast<double>(n), 1e-14);
    CheckDecomposition(Matrix(n * n, 5), n);
  }
  // Nothing to do, exactly.
  CHECK(DecomposeSymmetric({3, 0, 0, 0, 3, 0, 0, 0, 0}, 3).values == (Matrix{3, 3, 0}));
  CHECK(DecomposeSymmetric({0, 0, 0, 0}, 2).vectors == (Matrix{1, 0, 0, 1}));
}

TEST(EigenOfRandomMatrices) {
  DrawSource source({.seed = 5}, 0);
  uint32_t layer = 0;
  for (const size_t n : {1u, 2u, 3u, 4u, 5u, 8u, 13u, 40u, 64u}) {
    for (const double scale : {1e-140, 1e-6, 1.0, 1e9, 1e76}) {
      Matrix matrix(n * n);
      for (size_t i = 0; i < n; ++i) {
        source = DrawSource({.seed = 5}, ++layer);
        for (size_t j = i; j < n; ++j)
          matrix[i * n + j] = matrix[j * n + i] = scale * source.Uniform(-1, 1);
      }
      if (!CheckDecomposition(matrix, n)) return;
    }
  }
}

TEST(EigenOfGradedMatrices) {
  // Entries from 1 down to 1e-24: small eigenvalues drown in the rounding of large ones, no more.
  Matrix matrix(25);
  for (size_t i = 0; i < 5; ++i) {
    for (size_t j = 0; j < 5; ++j)
      matrix[i * 5 + j] = std::pow(10, -3.0 * static_cast<double>(i + j)) / (i == j ? 1 : 2);
  }
  CheckDecomposition(matrix, 5);
  // The small eigenvalue has all its digits: 1 - 1e14 / (1e18 - 1), and more terms below 1e-25.
  const std::vector<double> values = SortedValues({1e18, 1e7, 1e7, 1}, 2);
  CHECK_NEAR(values[0], .9999, 1e-15);
  CHECK_NEAR(values[1] / 1e18, 1, 1e-15);
}

TEST(EigenEndsOnNaNAndInfinity) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double bad : {nan, infinity, -infinity}) {
    for (const size_t at : {0u, 1u, 4u, 8u}) {
      Matrix matrix = {2, 1, 1, 1, 2, 1, 1, 1, 2};
      matrix[at] = matrix[at % 3 * 3 + at / 3] = bad;
      CHECK_EQ(DecomposeSymmetric(matrix, 3).values.size(), 3u);
    }
  }
  const std::vector<double> values = DecomposeSymmetric({nan, nan, nan, 1}, 2).values;
  CHECK(std::isnan(values[0]) || std::isnan(values[1]));
}

}  // namespace
}  // namespace imagepipeline::test
