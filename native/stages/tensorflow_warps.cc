// Warps with the arithmetic of TensorFlow's and tfjs' own ops, for the kernels that stand in for
// them. Nothing is drawn: the caller gives the numbers.
#include <algorithm>

#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

// ImageProjectiveTransformV3. m0..m7 are its a0 a1 a2 b0 b1 b2 c0 c1 and m8 is 1, or all are 0 for
// an image that shows nothing but the fill value.
class TensorFlowTransform : public Stage {
 public:
  explicit TensorFlowTransform(ParamReader& params)
      : height_(params.Size("height")),
        width_(params.Size("width")),
        sampling_(ReadSampling(params)) {}

  std::vector<std::string> NumberNames() const override {
    return {"m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"};
  }

  void Draw(DrawSource& /*source*/, const Shape& /*input*/, double* numbers) const override {
    std::copy_n(Matrix3().m, 9, numbers);
  }

  Action Act(const Shape& input, const double* numbers) const override {
    GeometricAction action = SampledBy(sampling_);
    std::transform(numbers, numbers + 9, action.output_to_input.m, ToFloat);
    action.height = height_ == 0 ? input.height : height_;
    action.width = width_ == 0 ? input.width : width_;
    action.rule = CoordRule::kTensorFlow;
    return action;
  }

 private:
  int64_t height_, width_;
  Sampling sampling_;
};

// RotateWithOffset; centerX and centerY in pixels.
class TfjsRotation : public Stage {
 public:
  explicit TfjsRotation(ParamReader& params) {
    sampling_.interpolation = Interpolation::kNearest;
    sampling_.fill_mode = FillMode::kConstant;
    sampling_.fill_value = ToFloat(params.Number("fillValue"));
  }

  std::vector<std::string> NumberNames() const override {
    return {"cos", "sin", "centerX", "centerY"};
  }

  void Draw(DrawSource& /*source*/, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = 1;
    std::fill_n(numbers + 1, 3, 0.0);
  }

  Action Act(const Shape& input, const double* numbers) const override {
    GeometricAction action = SampledBy(sampling_);
    const double cos = numbers[0], sin = numbers[1];
    action.output_to_input = {{cos, -sin, numbers[2], sin, cos, numbers[3], 0, 0, 1}};
    action.height = input.height;
    action.width = input.width;
    action.rule = CoordRule::kTfjsRotation;
    return action;
  }

 private:
  Sampling sampling_;
};

}  // namespace

std::unique_ptr<Stage> MakeTensorFlowTransform(ParamReader& params) {
  return std::make_unique<TensorFlowTransform>(params);
}

std::unique_ptr<Stage> MakeTfjsRotation(ParamReader& params) {
  return std::make_unique<TfjsRotation>(params);
}

}  // namespace imagepipeline
