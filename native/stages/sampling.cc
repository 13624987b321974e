#include "stages/sampling.h"

#include <cfloat>

namespace imagepipeline {

Sampling ReadSampling(ParamReader& params) {
  Sampling sampling;
  sampling.interpolation = params.Word<Interpolation>(
      "interpolation",
      {{"bilinear", Interpolation::kBilinear}, {"nearest", Interpolation::kNearest}});
  sampling.fill_mode = params.Word<FillMode>("fillMode", {{"reflect", FillMode::kReflect},
                                                          {"constant", FillMode::kConstant},
                                                          {"nearest", FillMode::kNearest},
                                                          {"wrap", FillMode::kWrap}});
  sampling.fill_value = ToFloat(params.Number("fillValue"));
  return sampling;
}

GeometricAction SampledBy(const Sampling& sampling) {
  GeometricAction action;
  action.interpolation = sampling.interpolation;
  action.fill_mode = sampling.fill_mode;
  action.fill_value = sampling.fill_value;
  return action;
}

Action WarpTo(int64_t height, int64_t width, const Matrix3& output_to_input,
              const Sampling& sampling, const Shape& input) {
  if (output_to_input.IsIdentity() && height == input.height && width == input.width) {
    return NoAction{};
  }
  GeometricAction action = SampledBy(sampling);
  action.output_to_input = output_to_input;
  action.height = height;
  action.width = width;
  return action;
}

Matrix3 AboutCentre(double a, double b, double c, double d, const Shape& input) {
  const double centre_x = static_cast<double>(input.width - 1) / 2;
  const double centre_y = static_cast<double>(input.height - 1) / 2;
  return {{a, b, centre_x - (a * centre_x + b * centre_y),  //
           c, d, centre_y - (c * centre_x + d * centre_y),  //
           0, 0, 1}};
}

Action Window(int64_t top, int64_t left, int64_t height, int64_t width, const Shape& input) {
  if (height == input.height && width == input.width) return NoAction{};
  GeometricAction action;
  action.output_to_input = {
      {1, 0, static_cast<double>(left), 0, 1, static_cast<double>(top), 0, 0, 1}};
  action.height = height;
  action.width = width;
  action.index_shuffle = true;
  return action;
}

float ToFloat(double value) {
  if (value > FLT_MAX) return FLT_MAX;
  if (value < -FLT_MAX) return -FLT_MAX;
  return static_cast<float>(value);
}

}  // namespace imagepipeline
