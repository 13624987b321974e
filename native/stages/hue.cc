// Turns the hue of every pixel by one drawn part of the circle and clips.
#include <cmath>

#include "stages/channel_ops.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Hue : public Stage {
 public:
  explicit Hue(ParamReader& params)
      : factor_(params.ReadRange("factor")), value_range_(params.ReadRange("valueRange")) {}

  std::vector<std::string> NumberNames() const override { return {"delta"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    const double sign = source.Unit() > 0.5 ? -1 : 1;
    numbers[0] = sign * source.Uniform(factor_.lo, factor_.hi) * 0.5;
  }

  Status Check(const Shape& input) const override { return CheckColors(kind, input.channels); }

  Action Act(const Shape& input, const double* numbers) const override {
    const auto [lo, hi] = value_range_;
    if (input.channels == 1) return Points(Clamp(lo, hi));
    // The same hue within half a turn; exact.
    const double delta = std::remainder(numbers[0], 1.0);
    return Points(ColorOp(PointOp::Kind::kHue, delta, lo, hi));
  }

 private:
  Range factor_, value_range_;
};

}  // namespace

std::unique_ptr<Stage> MakeHue(ParamReader& params) { return std::make_unique<Hue>(params); }

}  // namespace imagepipeline
