// Scales the saturation of every pixel, to at most 1.
#include "stages/channel_ops.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Saturation : public Stage {
 public:
  explicit Saturation(ParamReader& params)
      : factor_(params.ReadRange("factor")), value_range_(params.ReadRange("valueRange")) {}

  std::vector<std::string> NumberNames() const override { return {"scale"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    constexpr double kEpsilon = 1e-7;
    const double factor = source.Uniform(factor_.lo, factor_.hi);
    numbers[0] = factor / (1 - factor + kEpsilon);
  }

  Status Check(const Shape& input) const override { return CheckColors(kind, input.channels); }

  Action Act(const Shape& input, const double* numbers) const override {
    if (input.channels == 1) return NoAction{};
    return Points(
        ColorOp(PointOp::Kind::kSaturation, numbers[0], value_range_.lo, value_range_.hi));
  }

 private:
  Range factor_, value_range_;
};

}  // namespace

std::unique_ptr<Stage> MakeSaturation(ParamReader& params) {
  return std::make_unique<Saturation>(params);
}

}  // namespace imagepipeline
