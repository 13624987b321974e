// Moves an image by fractions of its height and width; positive is down and right.
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Translation : public Stage {
 public:
  explicit Translation(ParamReader& params)
      : height_factor_(params.ReadRange("heightFactor")),
        width_factor_(params.ReadRange("widthFactor")),
        sampling_(ReadSampling(params)) {}

  std::vector<std::string> NumberNames() const override { return {"heightFactor", "widthFactor"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Uniform(height_factor_.lo, height_factor_.hi);
    numbers[1] = source.Uniform(width_factor_.lo, width_factor_.hi);
  }

  Action Act(const Shape& input, const double* numbers) const override {
    const double down = numbers[0] * static_cast<double>(input.height);
    const double right = numbers[1] * static_cast<double>(input.width);
    return Warp({{1, 0, 0 - right, 0, 1, 0 - down, 0, 0, 1}}, sampling_, input);
  }

 private:
  Range height_factor_, width_factor_;
  Sampling sampling_;
};

}  // namespace

std::unique_ptr<Stage> MakeTranslation(ParamReader& params) {
  return std::make_unique<Translation>(params);
}

}  // namespace imagepipeline
