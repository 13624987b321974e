// The heavy half of fitting the whitening of images of 32x32x3: from a covariance in ordinary
// memory to the matrix there.
#ifndef IMAGEPIPELINE_BENCH_CUDA_FIT_ROW_H_
#define IMAGEPIPELINE_BENCH_CUDA_FIT_ROW_H_

#include <cmath>
#include <cstdio>
#include <vector>

#include "circulant.h"
#include "cuda/fit_solver.h"
#include "timing.h"

namespace imagepipeline::test {

constexpr size_t kFitted = 3072;
constexpr double kFitEpsilon = 1e-6;

// How far the product is from the matrix that it must be, as a part of that.
inline double FitError(const Circulant& circulant, const TriangleTiles<float>& product) {
  const std::vector<double> expected =
      circulant.Matrix([](double value) { return 1 / std::sqrt(value + kFitEpsilon); });
  double error = 0, size = 0;
  product.ForEachRun([&](size_t i, size_t j, size_t count, const float* run) {
    for (size_t w = 0; w < count; ++w) {
      const double wanted = expected[i * kFitted + j + w];
      error += std::pow(static_cast<double>(run[w]) - wanted, 2);
      size += wanted * wanted;
    }
  });
  return std::sqrt(error / size);
}

inline void FitRow(cuda::Driver* driver) {
  constexpr int kFits = 3;
  const cuda::SolverLibrary& library = cuda::SolverLibrary::Get();
  cuda::CudaFitSolver solver(driver, &library);
  if (!library.available()) {
    std::fprintf(stderr, "no fit: %s\n", library.reason.c_str());
    return;
  }
  const Circulant circulant(kFitted);
  const std::vector<double> matrix = circulant.Matrix([](double value) { return value; });
  std::vector<double> vectors, values(kFitted);
  TriangleTiles<float> product;
  bool ok = product.Allocate(kFitted);
  const auto decompose = [&] {
    vectors = matrix;
    ok = ok && solver.Decompose(kFitted, vectors.data(), values.data()).ok();
  };
  const auto multiply = [&] {
    std::vector<double> scaled = vectors;
    for (size_t k = 0; k < kFitted; ++k) {
      const double root = std::pow(values[k] + kFitEpsilon, -0.25);
      for (size_t i = 0; i < kFitted; ++i) scaled[k * kFitted + i] *= root;
    }
    ok = ok && solver.MultiplyBySelf(kFitted, kFitted, scaled.data(), &product).ok();
  };
  const double eigen_ms = HostMs(kFits, decompose);
  const double product_ms = HostMs(kFits, multiply);
  const double error = ok ? FitError(circulant, product) : 1;
  std::printf(
      "  {\"fit\": \"zca\", \"features\": %zu, \"ms\": %.1f, \"eigenMs\": %.1f, \"productMs\": "
      "%.1f, "
      "\"error\": %.2g, \"right\": %s},\n",
      kFitted, eigen_ms + product_ms, eigen_ms, product_ms, error,
      ok && error < 1e-6 ? "true" : "false");
}

}  // namespace imagepipeline::test

#endif  // IMAGEPIPELINE_BENCH_CUDA_FIT_ROW_H_
