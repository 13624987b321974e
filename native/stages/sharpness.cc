// Moves each value away from, or towards, the weighted mean of its 3 x 3 neighbourhood, and clips.
#include "stages/channel_ops.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Sharpness : public Stage {
 public:
  explicit Sharpness(ParamReader& params)
      : factor_(params.ReadRange("factor")), value_range_(params.ReadRange("valueRange")) {}

  std::vector<std::string> NumberNames() const override { return {"factor"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Uniform(factor_.lo, factor_.hi);
  }

  // With k = 2 factor: k x + (1 - k) S, where S is 1/13 of the sum of the neighbourhood and 4/13 of
  // the value itself once more.
  Action Act(const Shape& /*input*/, const double* numbers) const override {
    const PointOp clamp = Clamp(value_range_.lo, value_range_.hi);
    const double smooth = 1 - 2 * numbers[0];
    if (smooth == 0) return Points(clamp);
    return ConvolveAction{{.columns = {1, 1, 1},
                           .rows = {1, 1, 1},
                           .self_weight = 1 - smooth * 9 / 13,
                           .blur_weight = smooth / 13},
                          {clamp}};
  }

 private:
  Range factor_, value_range_;
};

}  // namespace

std::unique_ptr<Stage> MakeSharpness(ParamReader& params) {
  return std::make_unique<Sharpness>(params);
}

}  // namespace imagepipeline
