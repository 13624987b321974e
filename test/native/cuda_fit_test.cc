// Fits on the device against cases in closed form and against those of the CPU.
#include "circulant.h"
#include "cuda_fit_support.h"
#include "linalg/decomposition_check.h"

namespace imagepipeline::test {
namespace {

TEST(CudaFitDecomposesACirculantMatrix) {
  if (TheSolver() == nullptr) return;
  CudaFitSolver solver(TheDriver(), TheSolver());
  for (const size_t size : {1, 2, 3, 48, 49, 97}) {
    const Circulant circulant(size);
    const std::vector<double> matrix = circulant.Matrix([](double value) { return value; });
    std::vector<double> vectors = matrix, values(size), expected;
    // Nobody may read the lower triangle.
    for (size_t i = 0; i < size; ++i)
      for (size_t j = 0; j < i; ++j) vectors[i * size + j] = 1e9;
    const Status status = solver.Decompose(size, vectors.data(), values.data());
    if (!CHECK_EQ(status.message(), std::string())) continue;
    for (size_t k = 0; k < size; ++k) expected.push_back(circulant.Value(k));
    std::sort(expected.begin(), expected.end());
    for (size_t k = 0; k < size; ++k) {
      CHECK_NEAR(values[k], expected[k], 1e-10);
      for (size_t i = 0; i < size; ++i) {
        double product = 0;
        for (size_t j = 0; j < size; ++j) product += matrix[i * size + j] * vectors[k * size + j];
        CHECK_NEAR(product, values[k] * vectors[k * size + i], 1e-10);
      }
    }
    // W = f(A) out of the vectors, scaled by the roots of their gains.
    for (size_t k = 0; k < size; ++k)
      for (size_t i = 0; i < size; ++i) vectors[k * size + i] /= std::sqrt(std::sqrt(values[k]));
    TriangleTiles<float> product;
    CHECK(product.Allocate(size));
    CHECK(solver.MultiplyBySelf(size, size, vectors.data(), &product).ok());
    const std::vector<double> roots =
        circulant.Matrix([](double value) { return 1 / std::sqrt(value); });
    product.ForEachRun([&](size_t i, size_t j, size_t count, const float* run) {
      for (size_t w = 0; w < count; ++w)
        CHECK_NEAR(static_cast<double>(run[w]), roots[i * size + j + w], 2e-7);
    });
  }
}

// The whole tiles, as those who make a matrix of them read them.
TEST(CudaFitMultipliesLikeTheCpu) {
  if (TheSolver() == nullptr) return;
  CudaFitSolver solver(TheDriver(), TheSolver());
  FitSolver cpu;
  for (const auto& [rows, columns] : {std::pair{1, 1}, {3, 5}, {60, 48}, {7, 100}, {100, 97}}) {
    const auto depth = static_cast<size_t>(rows), side = static_cast<size_t>(columns);
    std::vector<double> factor(depth * side);
    DrawSource draws({11, 0, side, 0}, 1);
    for (double& value : factor) value = draws.Uniform(-1, 1);
    TriangleTiles<float> found, expected;
    CHECK(found.Allocate(side) && expected.Allocate(side));
    CHECK(cpu.MultiplyBySelf(depth, side, factor.data(), &expected).ok());
    CHECK_EQ(solver.MultiplyBySelf(depth, side, factor.data(), &found).message(), std::string());
    for (size_t i = 0; i < expected.value_count(); ++i) {
      CHECK_NEAR(static_cast<double>(found.values()[i]), static_cast<double>(expected.values()[i]),
                 1e-5);
    }
  }
}

TEST(CudaFitsAreThoseOfTheCpu) {
  if (TheSolver() == nullptr) return;
  const FitOptions options[] = {{.epsilon = 1e-2},
                                {.epsilon = 1e-2, .singular = true},
                                {.epsilon = 1e-2, .per_feature = true},
                                {.epsilon = 1e-2, .rank = 7},
                                {.epsilon = 1e-2, .rank = 40},
                                {.epsilon = 1e-2, .shrinkage = 0.25}};
  for (const DType dtype : {DType::kUint8, DType::kUint16, DType::kInt32, DType::kFloat32}) {
    for (const auto& [features, count] : {std::pair{60, 200}, {60, 25}, {3, 9}, {1, 4}, {51, 1}}) {
      const int64_t channels = features % 3 == 0 ? 3 : 1;
      const auto moments = MomentsOf(RandomImages(dtype, features, channels, count));
      for (const FitOptions& option : options) {
        FitResult found;
        const Status status = FitOn(TheDriver(), moments.get(), option, &found);
        CHECK_EQ(status.message(), std::string());
        CheckSameFit(found, Fit(moments.get(), option));
      }
    }
  }
}

// The same epsilon as Keras' and variances far below it: what is lost of the smallest directions
// counts most.
TEST(CudaFitsOfNarrowImagesAreThoseOfTheCpu) {
  if (TheSolver() == nullptr) return;
  Images images = RandomImages(DType::kFloat32, 90, 3, 300);
  const auto moments = MomentsOf(images);
  FitResult found;
  CHECK(FitOn(TheDriver(), moments.get(), {.epsilon = 1e-6}, &found).ok());
  CheckSameFit(found, Fit(moments.get(), {.epsilon = 1e-6}));
}

TEST(DecompositionChecksSeeWhatIsWrong) {
  const size_t size = 40;
  const std::vector<double> matrix = Circulant(size).Matrix([](double value) { return value; });
  std::vector<double> vectors = matrix, values(size);
  const DecompositionCheck check(size, matrix.data());
  FitSolver cpu;
  CHECK(cpu.Decompose(size, vectors.data(), values.data()).ok());
  CHECK(check.Holds(vectors.data(), values.data()));
  const auto spoilt = [&](size_t k, size_t i, double factor) {
    std::vector<double> wrong = vectors;
    wrong[k * size + i] *= factor;
    return !check.Holds(wrong.data(), values.data());
  };
  CHECK(spoilt(0, 3, 1.0001) && spoilt(size - 1, 0, -1) && spoilt(7, 7, NAN));
  std::vector<double> wrong = values;
  wrong[0] *= 1.00001;
  CHECK(!check.Holds(vectors.data(), wrong.data()));
  std::swap(wrong[0], wrong[size - 1]);
  CHECK(!check.Holds(vectors.data(), wrong.data()));
  // Of a matrix of zeros any orthonormal vectors are right.
  const std::vector<double> zeros(4, 0), unit = {0, 1, 1, 0}, half = {0.5, 0, 0, 1};
  CHECK(DecompositionCheck(2, zeros.data()).Holds(unit.data(), zeros.data()));
  CHECK(!DecompositionCheck(2, zeros.data()).Holds(half.data(), zeros.data()));
}

}  // namespace
}  // namespace imagepipeline::test
