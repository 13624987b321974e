// Adds normal noise of a drawn strength, and clips where a range is given.
#include <utility>

#include "stages/channel_ops.h"
#include "stages/noise.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class GaussianNoise : public Stage {
 public:
  explicit GaussianNoise(ParamReader& params)
      : stddev_(params.ReadRange("stddev")), value_range_(params.OptionalRange("valueRange")) {}

  std::vector<std::string> NumberNames() const override { return {"stddev", "noise0", "noise1"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Uniform(stddev_.lo, stddev_.hi);
    DrawNoiseKey(source, numbers + 1);
  }

  Action Act(const Shape& input, const double* numbers) const override {
    PointAction action;
    if (numbers[0] != 0) {
      PointOp op;
      op.kind = PointOp::Kind::kNoise;
      op.area = {0, 0, input.height, input.width};
      op.noise_key = NoiseKey(numbers + 1);
      op.scale = {numbers[0]};
      action.ops.push_back(std::move(op));
    }
    if (value_range_) action.ops.push_back(Clamp(value_range_->lo, value_range_->hi));
    return action;
  }

 private:
  Range stddev_;
  std::optional<Range> value_range_;
};

}  // namespace

std::unique_ptr<Stage> MakeGaussianNoise(ParamReader& params) {
  return std::make_unique<GaussianNoise>(params);
}

}  // namespace imagepipeline
