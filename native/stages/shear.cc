// Shears an image by slopes about its top-left pixel, as Keras 3 does: row 0 and column 0 never
// move.
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Shear : public Stage {
 public:
  explicit Shear(ParamReader& params)
      : x_factor_(params.ReadRange("xFactor")),
        y_factor_(params.ReadRange("yFactor")),
        sampling_(ReadSampling(params)) {}

  std::vector<std::string> NumberNames() const override { return {"xShear", "yShear"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    const double sign = source.Unit() > 0.5 ? -1 : 1;
    numbers[1] = source.Uniform(y_factor_.lo, y_factor_.hi) * sign;
    numbers[0] = source.Uniform(x_factor_.lo, x_factor_.hi) * sign;
  }

  Action Act(const Shape& input, const double* numbers) const override {
    return Warp({{1, numbers[0], 0, numbers[1], 1, 0, 0, 0, 1}}, sampling_, input);
  }

 private:
  Range x_factor_, y_factor_;
  Sampling sampling_;
};

}  // namespace

std::unique_ptr<Stage> MakeShear(ParamReader& params) { return std::make_unique<Shear>(params); }

}  // namespace imagepipeline
