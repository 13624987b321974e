// Scales the distance of each value to its channel's mean and clips.
#include "stages/channel_ops.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Contrast : public Stage {
 public:
  explicit Contrast(ParamReader& params)
      : factor_(ReadFactor(params)), value_range_(params.ReadRange("valueRange")) {}

  std::vector<std::string> NumberNames() const override { return {"factor"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Uniform(factor_.lo, factor_.hi);
  }

  Action Act(const Shape& /*input*/, const double* /*numbers*/) const override {
    return StatisticsAction{.channel_mean = true};
  }

  std::vector<PointOp> FromStatistics(const ImageStats& stats, const Shape& input,
                                      const double* numbers) const override {
    const std::vector<double>& mean = stats.channel_mean;
    return {ChannelAffine(mean, {numbers[0]}, mean, input.channels),
            Clamp(value_range_.lo, value_range_.hi)};
  }

 private:
  // [a, b] says how far down and up from 1 the factor goes, so a may exceed b.
  static Range ReadFactor(ParamReader& params) {
    const std::vector<double> factor = params.Numbers("factor");
    if (factor.size() == 2 && 1 - factor[0] <= 1 + factor[1]) return {1 - factor[0], 1 + factor[1]};
    params.Fail("factor", "must be [lo, hi] with 1 - lo <= 1 + hi");
    return {};
  }

  Range factor_, value_range_;
};

}  // namespace

std::unique_ptr<Stage> MakeContrast(ParamReader& params) {
  return std::make_unique<Contrast>(params);
}

}  // namespace imagepipeline
