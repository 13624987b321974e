// Weights of a Gaussian, for stages that smooth.
#ifndef IMAGEPIPELINE_STAGES_GAUSSIAN_WEIGHTS_H_
#define IMAGEPIPELINE_STAGES_GAUSSIAN_WEIGHTS_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "program/portable_math.h"

namespace imagepipeline {

// The middle of an odd number of weights that add up to 1. Those below 2^-50 of the largest are
// left out: they change nothing that float32 holds.
inline std::vector<double> GaussianWeights(int64_t size, double sigma) {
  const double width = std::max(sigma, 1e-6);
  std::vector<double> half = {1};
  double sum = 1;
  for (int64_t i = 1; i <= size / 2; ++i) {
    const double distance = static_cast<double>(i) / width;
    if (distance * distance > 2 * 50 * 0.6931471805599453) break;
    half.push_back(PortableExp(-0.5 * distance * distance));
    sum += 2 * half.back();
  }
  std::vector<double> weights(half.rbegin(), half.rend());
  weights.insert(weights.end(), half.begin() + 1, half.end());
  for (double& weight : weights) weight /= sum;
  return weights;
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_STAGES_GAUSSIAN_WEIGHTS_H_
