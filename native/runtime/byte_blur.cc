#include "runtime/byte_blur.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace imagepipeline {

namespace {

bool AreShares(const std::vector<double>& weights) {
  return std::all_of(weights.begin(), weights.end(),
                     [](double weight) { return weight >= 0 && weight <= 1; });
}

// The weights of a blur along one axis, and by how much the result of bytes may be off.
struct ByteKernel {
  std::vector<int16_t> weights;  // an odd number
  double error = 0;
};

ByteKernel RoundKernel(const std::vector<double>& exact) {
  const std::vector<float> floats(exact.begin(), exact.end());
  ByteKernel kernel;
  kernel.weights.resize(exact.size());
  RoundWeights(floats.data(), static_cast<int32_t>(floats.size()), kernel.weights.data());
  double more = 0, less = 0;
  for (size_t t = 0; t < exact.size(); ++t) {
    const double change = kernel.weights[t] - exact[t] * kByteAxisUnit;
    (change > 0 ? more : less) += std::fabs(change);
  }
  constexpr double kMaxByte = 255;
  kernel.error = std::max(more, less) * kMaxByte / kByteAxisUnit;
  while (kernel.weights.size() > 1 && kernel.weights.front() == 0 && kernel.weights.back() == 0) {
    kernel.weights.erase(kernel.weights.begin());
    kernel.weights.pop_back();
  }
  return kernel;
}

// What lies outside of `size` pixels is 0, so its taps are left out.
std::optional<ByteAxis> MakeBlurAxis(const std::vector<int16_t>& kernel, int64_t size) {
  const auto count = static_cast<int64_t>(kernel.size());
  ByteAxis axis;
  axis.input_size = axis.output_size = size;
  axis.taps = (count + 1) / 2 * 2;
  if (size < axis.taps || axis.taps > kMaxStripTaps) return std::nullopt;
  axis.first.reserve(static_cast<size_t>(size));
  axis.weights.resize(static_cast<size_t>(size * axis.taps));
  int16_t* weights = axis.weights.data();
  for (int64_t i = 0; i < size; ++i, weights += axis.taps) {
    const int64_t begin = i - count / 2;
    const int64_t first = std::clamp<int64_t>(begin, 0, size - axis.taps);
    axis.first.push_back(static_cast<int32_t>(first));
    for (int64_t t = 0; t < axis.taps; ++t) {
      const int64_t at = first + t - begin;
      if (at >= 0 && at < count) weights[t] = kernel[static_cast<size_t>(at)];
    }
  }
  return axis;
}

}  // namespace

std::optional<ByteTables> MakeByteTables(const Convolution& blur, const Shape& in) {
  constexpr double kMostError = 0.05;
  if (!AreShares(blur.columns) || !AreShares(blur.rows)) return std::nullopt;
  const ByteKernel columns = RoundKernel(blur.columns), rows = RoundKernel(blur.rows);
  if (!(columns.error + rows.error <= kMostError)) return std::nullopt;
  std::optional<ByteAxis> x = MakeBlurAxis(columns.weights, in.width),
                          y = MakeBlurAxis(rows.weights, in.height);
  if (!x || !y) return std::nullopt;
  return ByteTables{0, *std::move(x), *std::move(y)};
}

}  // namespace imagepipeline
