// Adds an amount, clips, and turns the values at or above a threshold upside down.
#include "stages/channel_ops.h"
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Solarize : public Stage {
 public:
  explicit Solarize(ParamReader& params)
      : addition_(params.ReadRange("additionFactor")),
        threshold_(params.ReadRange("thresholdFactor")),
        value_range_(params.ReadRange("valueRange")) {}

  std::vector<std::string> NumberNames() const override { return {"addition", "threshold"}; }

  // In units of the values.
  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    const auto [lo, hi] = value_range_;
    numbers[0] = source.Uniform(addition_.lo, addition_.hi) * (hi - lo);
    numbers[1] = lo + source.Uniform(threshold_.lo, threshold_.hi) * (hi - lo);
  }

  Action Act(const Shape& /*input*/, const double* numbers) const override {
    PointOp op = ColorOp(PointOp::Kind::kSolarize, numbers[0], value_range_.lo, value_range_.hi);
    op.threshold = ToFloat(numbers[1]);
    return Points(op);
  }

 private:
  Range addition_, threshold_, value_range_;
};

}  // namespace

std::unique_ptr<Stage> MakeSolarize(ParamReader& params) {
  return std::make_unique<Solarize>(params);
}

}  // namespace imagepipeline
