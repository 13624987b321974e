// Adds one drawn value and clips, by default to the range that the image itself spans
// (ImageDataGenerator).
#include "stages/channel_ops.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class ChannelShift : public Stage {
 public:
  explicit ChannelShift(ParamReader& params)
      : shift_(params.ReadRange("shift")), value_range_(params.OptionalRange("valueRange")) {}

  std::vector<std::string> NumberNames() const override { return {"shift"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Uniform(shift_.lo, shift_.hi);
  }

  Action Act(const Shape& input, const double* numbers) const override {
    if (!value_range_) return StatisticsAction{.min_max = true};
    return PointAction{Ops(value_range_->lo, value_range_->hi, input, numbers)};
  }

  std::vector<PointOp> FromStatistics(const ImageStats& stats, const Shape& input,
                                      const double* numbers) const override {
    return Ops(stats.min, stats.max, input, numbers);
  }

 private:
  static std::vector<PointOp> Ops(double lo, double hi, const Shape& input, const double* numbers) {
    return {ChannelAffine(0, 1, numbers[0], input.channels), Clamp(lo, hi)};
  }

  Range shift_;
  std::optional<Range> value_range_;
};

}  // namespace

std::unique_ptr<Stage> MakeChannelShift(ParamReader& params) {
  return std::make_unique<ChannelShift>(params);
}

}  // namespace imagepipeline
