// Whitens the channels of an image: what comes out has mean 0 and, up to epsilon, the identity as
// the covariance of its channels, and of all such transforms stays closest to what came in.
#include <cmath>

#include "linalg/symmetric_eigen.h"
#include "stages/channel_ops.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

// Variance along `vector` that rounding alone may leave: entry (i, j) of the covariance S is off by
// up to half an ulp of sqrt(S_ii S_jj), so this is relative to the channels that take part.
double NoiseAlong(const double* vector, const std::vector<double>& covariance, size_t channels) {
  double sum = 0;
  for (size_t i = 0; i < channels; ++i) sum += vector[i] * vector[i] * covariance[i * channels + i];
  return 0x1p-52 * static_cast<double>(channels) * sum;
}

// U diag(1 / sqrt(s + epsilon)) U^T for the covariance U diag(s) U^T, one eigenvector after the
// other. Directions without variance are left out: no pixel has a part there but rounding errors,
// which a gain without bounds must not reach.
std::vector<double> WhiteningMatrix(const std::vector<double>& covariance, size_t channels,
                                    double epsilon) {
  const SymmetricEigen eigen = DecomposeSymmetric(covariance, channels);
  std::vector<double> matrix(channels * channels);
  for (size_t k = 0; k < channels; ++k) {
    const double* vector = &eigen.vectors[k * channels];
    if (eigen.values[k] <= NoiseAlong(vector, covariance, channels)) continue;
    const double gain = 1 / std::sqrt(eigen.values[k] + epsilon);
    for (size_t i = 0; i < channels; ++i) {
      for (size_t j = 0; j < channels; ++j)
        matrix[i * channels + j] += gain * (vector[i] * vector[j]);
    }
  }
  return matrix;
}

class ChannelZca : public Stage {
 public:
  explicit ChannelZca(ParamReader& params)
      : epsilon_(params.Number("epsilon")), probability_(params.Number("probability")) {
    if (!(epsilon_ >= 0)) params.Fail("epsilon", "must not be negative");
    if (!(probability_ >= 0 && probability_ <= 1)) params.Fail("probability", "must be in 0..1");
  }

  std::vector<std::string> NumberNames() const override { return {"whiten"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Unit() < probability_ ? 1 : 0;
  }

  Status Check(const Shape& input) const override {
    if (input.channels <= kMaxMixedChannels) return {};
    return {"E_CHANNELS", "channel_zca: the image has " + std::to_string(input.channels) +
                              " channels, at most " + std::to_string(kMaxMixedChannels) +
                              " can be whitened"};
  }

  Action Act(const Shape& /*input*/, const double* numbers) const override {
    if (numbers[0] == 0) return NoAction{};
    return StatisticsAction{.channel_covariance = true};
  }

  std::vector<PointOp> FromStatistics(const ImageStats& stats, const Shape& input,
                                      const double* /*numbers*/) const override {
    const auto channels = static_cast<size_t>(input.channels);
    return {ChannelMatrix(stats.channel_mean,
                          WhiteningMatrix(stats.channel_covariance, channels, epsilon_),
                          std::vector<double>(channels, 0))};
  }

 private:
  double epsilon_, probability_;
};

}  // namespace

std::unique_ptr<Stage> MakeChannelZca(ParamReader& params) {
  return std::make_unique<ChannelZca>(params);
}

}  // namespace imagepipeline
