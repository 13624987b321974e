// Colours and tones as the reference executor has them: by the book, value by value.
#ifndef IMAGEPIPELINE_RUNTIME_REFERENCE_COLORS_H_
#define IMAGEPIPELINE_RUNTIME_REFERENCE_COLORS_H_

#include "program/point_op.h"

namespace imagepipeline {

// kHue, kSaturation or kGray on the first three values of a pixel.
void ChangeColor(const PointOp& op, double* pixel);

// kSolarize and kPosterize of one value. Where they jump is decided in float32, because that is
// what the value is.
double Solarized(const PointOp& op, double value);
double Posterized(const PointOp& op, double value);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_REFERENCE_COLORS_H_
