// What all warping stages share: how they sample, and the making of their action.
#ifndef IMAGEPIPELINE_STAGES_SAMPLING_H_
#define IMAGEPIPELINE_STAGES_SAMPLING_H_

#include "core/border.h"
#include "core/image.h"
#include "core/matrix.h"
#include "program/param_reader.h"
#include "program/stage.h"

namespace imagepipeline {

struct Sampling {
  Interpolation interpolation = Interpolation::kBilinear;
  FillMode fill_mode = FillMode::kReflect;
  float fill_value = 0;
};

// Reads `interpolation`, `fillMode` and `fillValue`.
Sampling ReadSampling(ParamReader& params);

// A geometric action that samples so, with everything else at its default.
GeometricAction SampledBy(const Sampling& sampling);

// The warp of an image of this shape to height x width; nothing to do for an identity of the same
// size.
Action WarpTo(int64_t height, int64_t width, const Matrix3& output_to_input,
              const Sampling& sampling, const Shape& input);
inline Action Warp(const Matrix3& output_to_input, const Sampling& sampling, const Shape& input) {
  return WarpTo(input.height, input.width, output_to_input, sampling, input);
}

// x -> a (x - centre) + b (y - centre) + centre about the centre ((W - 1) / 2, (H - 1) / 2),
// likewise y by c and d.
Matrix3 AboutCentre(double a, double b, double c, double d, const Shape& input);

// An output of height x width that shows the input from (top, left), every pixel an input pixel.
Action Window(int64_t top, int64_t left, int64_t height, int64_t width, const Shape& input);

// Nearest float32; beyond its range the largest finite one of the same sign.
float ToFloat(double value);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_STAGES_SAMPLING_H_
