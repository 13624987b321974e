// Large eigendecompositions: with the library of the system, where there is one, and without.
#include "linalg/lapack.h"

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "check.h"
#include "core/philox.h"

namespace imagepipeline {
namespace {

using Decompose = Status (*)(size_t, double*, double*);

std::vector<double> RandomSymmetric(size_t size) {
  std::vector<double> matrix(size * size);
  DrawSource draws({3, 0, size, 0}, 1);
  for (size_t i = 0; i < size; ++i)
    for (size_t j = i; j < size && j < i + 20; ++j)
      matrix[i * size + j] = matrix[j * size + i] = draws.Uniform(-1, 1);
  return matrix;
}

// |A v - s v|, unit vectors, and ascending values.
void CheckDecomposition(Decompose decompose, size_t size) {
  const std::vector<double> matrix = RandomSymmetric(size);
  std::vector<double> vectors = matrix, values(size);
  // Nobody may read the lower triangle.
  for (size_t i = 0; i < size; ++i)
    for (size_t j = 0; j < i; ++j) vectors[i * size + j] = 1e9;
  if (!CHECK(decompose(size, vectors.data(), values.data()).ok())) return;
  for (size_t k = 0; k < size; ++k) {
    if (k > 0) CHECK(values[k - 1] <= values[k]);
    double length = 0;
    for (size_t i = 0; i < size; ++i) {
      double sum = 0;
      for (size_t j = 0; j < size; ++j) sum += matrix[i * size + j] * vectors[k * size + j];
      CHECK_NEAR(sum, values[k] * vectors[k * size + i], 1e-12);
      length += vectors[k * size + i] * vectors[k * size + i];
    }
    CHECK_NEAR(length, 1, 1e-12);
  }
}

TEST(LargeEigendecompositions) {
  for (const size_t size : {1, 2, 3, 17, 60}) {
    CheckDecomposition(DecomposeLarge, size);
    CheckDecomposition(DecomposeWithEigen, size);
    if (!Lapack().path.empty()) CheckDecomposition(DecomposeWithLapack, size);
  }
}

TEST(LargeEigendecompositionByHand) {
  // (2 1; 1 2): 1 along (1, -1) and 3 along (1, 1).
  for (const Decompose decompose : {DecomposeLarge, DecomposeWithEigen}) {
    double matrix[] = {2, 1, 0, 2}, values[2];
    CHECK(decompose(2, matrix, values).ok());
    CHECK_NEAR(values[0], 1, 1e-15);
    CHECK_NEAR(values[1], 3, 1e-15);
    CHECK_NEAR(matrix[0], -matrix[1], 1e-15);
    CHECK_NEAR(matrix[2], matrix[3], 1e-15);
  }
}

TEST(LapackHasNameOrReason) {
  CHECK(Lapack().path.empty() != Lapack().reason.empty());
  if (Lapack().path.empty()) {
    double matrix[] = {1}, values[1];
    CHECK_EQ(DecomposeWithLapack(1, matrix, values).code(), "E_NATIVE");
  }
}

TEST(LargestEigendecomposition) {
  CHECK_EQ(DecomposeLarge(kMaxDecomposed + 1, nullptr, nullptr).code(), "E_LIMIT");
}

// Each environment wants a process of its own, because the library is looked for once.
TEST(LapackOfTheEnvironment) {
  const char* names[] = {"none", "/nowhere/liblapack.so", "libm.so.6"};
  for (const char* name : names) {
    const std::string command = "TFJS_IMAGE_PIPELINE_LAPACK=" + std::string(name) + " '" +
                                test::ProgramPath() + "' WithoutLapackByEnvironment > /dev/null";
    CHECK_EQ(std::system(command.c_str()), 0);
  }
}

TEST(WithoutLapackByEnvironment) {
  const char* name = std::getenv("TFJS_IMAGE_PIPELINE_LAPACK");
  if (name == nullptr) return;
  CHECK(Lapack().path.empty());
  CHECK(Lapack().reason.find(name) != std::string::npos);
  CheckDecomposition(DecomposeLarge, 9);
}

}  // namespace
}  // namespace imagepipeline
