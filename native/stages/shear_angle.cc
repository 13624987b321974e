// The shear of ImageDataGenerator: by an angle, about the image's centre, rows drawn together by
// its cosine.
#include "program/portable_math.h"
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class ShearAngle : public Stage {
 public:
  explicit ShearAngle(ParamReader& params)
      : angle_rad_(params.ReadRange("angleRad")), sampling_(ReadSampling(params)) {}

  std::vector<std::string> NumberNames() const override { return {"angleRad"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Uniform(angle_rad_.lo, angle_rad_.hi);
  }

  Action Act(const Shape& input, const double* numbers) const override {
    const SinCos shear = PortableSinCos(numbers[0]);
    return Warp(AboutCentre(1, 0 - shear.sin, 0, shear.cos, input), sampling_, input);
  }

 private:
  Range angle_rad_;
  Sampling sampling_;
};

}  // namespace

std::unique_ptr<Stage> MakeShearAngle(ParamReader& params) {
  return std::make_unique<ShearAngle>(params);
}

}  // namespace imagepipeline
