// Moves every pixel towards its gray by one drawn part of the way, or away from it, and clips.
#include "stages/channel_ops.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class ColorDegeneration : public Stage {
 public:
  explicit ColorDegeneration(ParamReader& params)
      : factor_(params.ReadRange("factor")), value_range_(params.ReadRange("valueRange")) {}

  std::vector<std::string> NumberNames() const override { return {"factor"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Uniform(factor_.lo, factor_.hi);
  }

  Status Check(const Shape& input) const override { return CheckColors(kind, input.channels); }

  Action Act(const Shape& input, const double* numbers) const override {
    const auto [lo, hi] = value_range_;
    if (input.channels == 1) return Points(Clamp(lo, hi));
    return Points(ColorOp(PointOp::Kind::kGray, numbers[0], lo, hi));
  }

 private:
  Range factor_, value_range_;
};

}  // namespace

std::unique_ptr<Stage> MakeColorDegeneration(ParamReader& params) {
  return std::make_unique<ColorDegeneration>(params);
}

}  // namespace imagepipeline
