// Where a displacement reads, and where it shows what was at a point.
#ifndef IMAGEPIPELINE_PROGRAM_DISPLACEMENT_H_
#define IMAGEPIPELINE_PROGRAM_DISPLACEMENT_H_

#include <cstdint>

#include "core/coords.h"
#include "program/polygon.h"

namespace imagepipeline {

// dx and dy of pixel (x, y), in pixels, at 2 * (y * width + x). Somebody else keeps the values.
struct DisplacementField {
  const float* values = nullptr;
  int64_t height = 0;
  int64_t width = 0;

  const float* At(int64_t x, int64_t y) const { return values + 2 * (y * width + x); }
};

// Splits index + displacement. Beyond any image it does not matter how far.
inline void SplitDisplaced(int64_t index, float displacement, int32_t* whole, float* fraction) {
  constexpr float kLimit = 0x1p29f;
  const float bounded = displacement < -kLimit  ? -kLimit
                        : displacement > kLimit ? kLimit
                                                : displacement;
  // std::floor would be a call on the oldest processors.
  const auto cut = static_cast<int32_t>(bounded);
  const int32_t below = cut - (bounded < static_cast<float>(cut) ? 1 : 0);
  const float rest = bounded - static_cast<float>(below);
  // A rest that rounded up to 1 belongs to the next pixel.
  const bool carried = rest >= 1.0f;
  *whole = static_cast<int32_t>(index) + below + (carried ? 1 : 0);
  *fraction = carried ? 0.0f : rest;
}

// Output pixel (x, y) reads the input at (x + dx, y + dy).
inline Coord DisplacedCoord(const DisplacementField& field, int64_t x, int64_t y) {
  const float* displacement = field.At(x, y);
  Coord coord;
  SplitDisplaced(x, displacement[0], &coord.x, &coord.fx);
  SplitDisplaced(y, displacement[1], &coord.y, &coord.fy);
  return coord;
}

// The output point that shows a point of the input, with pixel centres at whole numbers: the
// inverse of q -> q + d(q), where d is the field between its pixels (bilinear) and, outside, that
// of the nearest edge. What it shows is within 1e-4 pixels of the point. Where the field folds over
// itself and shows a point several times it is one of these places.
Point DisplacedPoint(const DisplacementField& field, Point point);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_DISPLACEMENT_H_
