// Turns an image about its centre; a positive angle is counter-clockwise as displayed.
#include "program/portable_math.h"
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Rotation : public Stage {
 public:
  explicit Rotation(ParamReader& params)
      : angle_rad_(params.ReadRange("angleRad")), sampling_(ReadSampling(params)) {}

  std::vector<std::string> NumberNames() const override { return {"angleRad"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Uniform(angle_rad_.lo, angle_rad_.hi);
  }

  Action Act(const Shape& input, const double* numbers) const override {
    const SinCos turn = PortableSinCos(numbers[0]);
    return Warp(AboutCentre(turn.cos, 0 - turn.sin, turn.sin, turn.cos, input), sampling_, input);
  }

 private:
  Range angle_rad_;
  Sampling sampling_;
};

}  // namespace

std::unique_ptr<Stage> MakeRotation(ParamReader& params) {
  return std::make_unique<Rotation>(params);
}

}  // namespace imagepipeline
