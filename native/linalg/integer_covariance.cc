// From exact sums of integers to a covariance: one integer per entry, of up to 127 bits, and only
// then a double. CheckRoom() keeps everything here within range: fewer than 2^31 images of at most
// 32,000 features.
#include "linalg/integer_moments.h"

namespace imagepipeline {
namespace {

__extension__ using Wide = __int128;

}  // namespace

Status IntegerMoments::Covariance(double* mean, double* matrix) {
  Status status = MultiplyAll();
  if (!status.ok()) return status;
  const auto n = static_cast<double>(multiplied_);
  for (size_t i = 0; i < sums_.size(); ++i) mean[i] = static_cast<double>(sums_[i]) / n;
  // n^2 S = n * products - sum * sum
  products_.ForEachRun([&](size_t i, size_t j, size_t count, const int64_t* values) {
    double* out = matrix + i * spec_.Features() + j;
    for (size_t k = 0; k < count; ++k) {
      const Wide exact = Wide{multiplied_} * values[k] - Wide{sums_[i]} * sums_[j + k];
      out[k] = static_cast<double>(exact) / n / n;
    }
  });
  return {};
}

Status IntegerMoments::ChannelCovariance(double* mean, double* matrix) {
  Status status = MultiplyAll();
  if (!status.ok()) return status;
  const auto channels = static_cast<size_t>(spec_.channels);
  const int64_t pixels = spec_.features / spec_.channels;
  std::vector<int64_t> totals(channels, 0), own(sums_.size());
  for (size_t i = 0; i < sums_.size(); ++i) totals[i % channels] += sums_[i];
  for (size_t i = 0; i < sums_.size(); ++i) own[i] = totals[i % channels];
  const auto n = static_cast<double>(multiplied_), p = static_cast<double>(pixels);
  for (size_t i = 0; i < sums_.size(); ++i) mean[i] = static_cast<double>(own[i]) / n / p;
  // n^2 p^2 S = n p^2 * products - p (total_i * sum_j + total_j * sum_i) + total_i * total_j
  const Wide scale = Wide{multiplied_} * pixels * pixels;
  products_.ForEachRun([&](size_t i, size_t j, size_t count, const int64_t* values) {
    double* out = matrix + i * spec_.Features() + j;
    for (size_t k = 0; k < count; ++k) {
      const Wide crossed = Wide{own[i]} * sums_[j + k] + Wide{own[j + k]} * sums_[i];
      const Wide exact = scale * values[k] - pixels * crossed + Wide{own[i]} * own[j + k];
      out[k] = static_cast<double>(exact) / n / n / p / p;
    }
  });
  return {};
}

}  // namespace imagepipeline
