// Scales an image about its centre without changing its size; a positive factor zooms out.
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Zoom : public Stage {
 public:
  explicit Zoom(ParamReader& params)
      : height_factor_(params.ReadRange("heightFactor")),
        width_factor_(params.OptionalRange("widthFactor")),
        sampling_(ReadSampling(params)) {}

  std::vector<std::string> NumberNames() const override { return {"heightScale", "widthScale"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = 1 + source.Uniform(height_factor_.lo, height_factor_.hi);
    numbers[1] =
        width_factor_ ? 1 + source.Uniform(width_factor_->lo, width_factor_->hi) : numbers[0];
  }

  Action Act(const Shape& input, const double* numbers) const override {
    return Warp(AboutCentre(numbers[1], 0, 0, numbers[0], input), sampling_, input);
  }

 private:
  Range height_factor_;
  std::optional<Range> width_factor_;
  Sampling sampling_;
};

}  // namespace

std::unique_ptr<Stage> MakeZoom(ParamReader& params) { return std::make_unique<Zoom>(params); }

}  // namespace imagepipeline
