// Scales the distance of each value to its channel's mean and clips.
#include "stages/channel_ops.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Contrast : public Stage {
 public:
  explicit Contrast(ParamReader& params)
      : factor_(params.ReadRange("factor")), value_range_(params.ReadRange("valueRange")) {}

  std::vector<std::string> NumberNames() const override { return {"factor"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Uniform(1 - factor_.lo, 1 + factor_.hi);
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
  Range factor_, value_range_;
};

}  // namespace

std::unique_ptr<Stage> MakeContrast(ParamReader& params) {
  return std::make_unique<Contrast>(params);
}

}  // namespace imagepipeline
