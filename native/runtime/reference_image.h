// An image of doubles, as the reference executor keeps it between steps.
#ifndef IMAGEPIPELINE_RUNTIME_REFERENCE_IMAGE_H_
#define IMAGEPIPELINE_RUNTIME_REFERENCE_IMAGE_H_

#include <cstddef>
#include <vector>

#include "core/image.h"

namespace imagepipeline {

struct DoubleImage {
  Shape shape;
  std::vector<double> values;

  explicit DoubleImage(const Shape& s) : shape(s), values(static_cast<size_t>(s.ValueCount())) {}

  double& At(int64_t y, int64_t x, int64_t c) {
    return values[static_cast<size_t>((y * shape.width + x) * shape.channels + c)];
  }
  double At(int64_t y, int64_t x, int64_t c) const {
    return values[static_cast<size_t>((y * shape.width + x) * shape.channels + c)];
  }
};

DoubleImage Load(const ConstImage& in);
// Rounds half to even and saturates for integers; NaN becomes 0 there.
void Store(const DoubleImage& image, const MutableImage& out);

// What storing `value` as `dtype` would leave, but float32 is left alone.
double Quantized(double value, DType dtype);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_REFERENCE_IMAGE_H_
