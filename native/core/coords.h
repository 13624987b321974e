// Source coordinates of a run of output pixels, split into an integer and a fraction in [0, 1).
//
// This is the one definition of where an output pixel reads. The reference executor calls it
// directly; the SIMD kernel repeats it operation by operation and must give the same bits. A row is
// cut into blocks of kCoordBlock pixels; the block's start is computed in double and split, so the
// float32 work inside a block only ever sees small numbers and wide images lose no precision.
#ifndef IMAGEPIPELINE_CORE_COORDS_H_
#define IMAGEPIPELINE_CORE_COORDS_H_

#include <cmath>
#include <cstdint>

#include "core/border.h"
#include "core/host_device.h"
#include "core/matrix.h"

namespace imagepipeline {

constexpr int kCoordBlock = 128;
// Entries behind a block's weights that vectors of weights may read.
constexpr int kCoordSpare = 16;
// Coordinates are clamped to +-2^30 and steps to +-2^20: beyond any image, inside int32 after a
// block's steps.
constexpr double kCoordLimit = 0x1p30;
constexpr double kStepLimit = 0x1p20;

// Structure of arrays for one block. index == kOutside marks a sample that reads the fill value.
struct CoordBlock {
  alignas(64) int32_t x[kCoordBlock];
  alignas(64) int32_t y[kCoordBlock];
  alignas(64) float fx[kCoordBlock + kCoordSpare];
  alignas(64) float fy[kCoordBlock + kCoordSpare];
};

// One axis of an affine block: coordinate of pixel j is whole + (fraction + step * j).
struct AxisStart {
  int32_t whole = 0;
  float fraction = 0;
  float step = 0;
};

IMAGEPIPELINE_HD inline AxisStart StartAxis(double step, double start) {
  // Written so that a NaN lands on the limit too.
  const double clamped = !(start >= -kCoordLimit) ? -kCoordLimit
                         : start > kCoordLimit    ? kCoordLimit
                                                  : start;
  const double whole = std::floor(clamped);
  const double bounded_step = step < -kStepLimit  ? -kStepLimit
                              : step > kStepLimit ? kStepLimit
                                                  : step;
  return {static_cast<int32_t>(whole), static_cast<float>(clamped - whole),
          static_cast<float>(bounded_step)};
}

// Start of the block that begins at output pixel (x, y), for both axes. `map` is affine with finite
// entries.
struct BlockStart {
  AxisStart x;
  AxisStart y;
};

IMAGEPIPELINE_HD inline BlockStart StartBlock(const Matrix3& map, int64_t x, int64_t y) {
  const double dx = static_cast<double>(x), dy = static_cast<double>(y);
  return {StartAxis(map.m[0], map.m[0] * dx + (map.m[1] * dy + map.m[2])),
          StartAxis(map.m[3], map.m[3] * dx + (map.m[4] * dy + map.m[5]))};
}

// Splits float coordinate t relative to `whole`. A fraction that rounded up to 1 is carried into
// the integer.
IMAGEPIPELINE_HD inline void SplitCoord(float t, int32_t whole, int32_t* index, float* fraction) {
  const float floored = std::floor(t);
  float f = t - floored;
  int32_t i = whole + static_cast<int32_t>(floored);
  if (f >= 1.0f) {
    f = 0.0f;
    ++i;
  }
  *index = i;
  *fraction = f;
}

// Where one output pixel reads: integer and fraction of each axis.
struct Coord {
  int32_t x = kOutside;
  int32_t y = kOutside;
  float fx = 0;
  float fy = 0;
};

inline void SetCoord(const Coord& coord, int j, CoordBlock* out) {
  out->x[j] = coord.x;
  out->y[j] = coord.y;
  out->fx[j] = coord.fx;
  out->fy[j] = coord.fy;
}

// Pixel j < kCoordBlock of the block at `start`.
IMAGEPIPELINE_HD inline Coord AffineCoord(const BlockStart& start, int j) {
  const float step = static_cast<float>(j);
  Coord coord;
  SplitCoord(start.x.fraction + start.x.step * step, start.x.whole, &coord.x, &coord.fx);
  SplitCoord(start.y.fraction + start.y.step * step, start.y.whole, &coord.y, &coord.fy);
  return coord;
}

// Affine coordinates of `count` <= kCoordBlock pixels from `start`.
inline void AffineCoords(const BlockStart& start, int count, CoordBlock* out) {
  for (int j = 0; j < count; ++j) SetCoord(AffineCoord(start, j), j, out);
}

// Output pixel (x, y) through a projective map, in double. A zero denominator or a NaN is outside.
IMAGEPIPELINE_HD inline Coord ProjectiveCoord(const Matrix3& map, int64_t x, int64_t y) {
  const double* m = map.m;
  const double px = static_cast<double>(x), py = static_cast<double>(y);
  const double k = m[6] * px + m[7] * py + m[8];
  const double in_x = (m[0] * px + m[1] * py + m[2]) / k;
  const double in_y = (m[3] * px + m[4] * py + m[5]) / k;
  Coord coord;
  if (k == 0 || std::isnan(in_x) || std::isnan(in_y)) return coord;
  const AxisStart ax = StartAxis(0, in_x), ay = StartAxis(0, in_y);
  SplitCoord(ax.fraction, ax.whole, &coord.x, &coord.fx);
  SplitCoord(ay.fraction, ay.whole, &coord.y, &coord.fy);
  return coord;
}

// Projective coordinates of `count` pixels from output pixel (x, y).
inline void ProjectiveCoords(const Matrix3& map, int64_t x, int64_t y, int count, CoordBlock* out) {
  for (int j = 0; j < count; ++j) SetCoord(ProjectiveCoord(map, x + j, y), j, out);
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_COORDS_H_
