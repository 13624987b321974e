// Centres an image about the mean of all its values and divides by their standard deviation
// (ImageDataGenerator).
#include <cmath>

#include "stages/channel_ops.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class SamplewiseNormalize : public Stage {
 public:
  explicit SamplewiseNormalize(ParamReader& params)
      : center_(params.Flag("center")),
        std_(params.Flag("std")),
        epsilon_(params.Number("epsilon")) {
    if (epsilon_ < 0) params.Fail("epsilon", "must not be negative");
  }

  Action Act(const Shape& /*input*/, const double* /*numbers*/) const override {
    if (!center_ && !std_) return NoAction{};
    return StatisticsAction{.channel_mean = center_, .moments = std_};
  }

  std::vector<PointOp> FromStatistics(const ImageStats& stats, const Shape& input,
                                      const double* /*numbers*/) const override {
    const double divisor = std_ ? std::sqrt(stats.variance) + epsilon_ : 1;
    // A constant image without an epsilon: (x - mean) is 0 and stays 0.
    const double scale = divisor == 0 ? 1 : 1 / divisor;
    return {ChannelAffine(center_ ? stats.mean : 0, scale, 0, input.channels)};
  }

 private:
  bool center_, std_;
  double epsilon_;
};

}  // namespace

std::unique_ptr<Stage> MakeSamplewiseNormalize(ParamReader& params) {
  return std::make_unique<SamplewiseNormalize>(params);
}

}  // namespace imagepipeline
