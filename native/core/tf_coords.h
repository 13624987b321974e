// Source coordinates as TensorFlow's ImageProjectiveTransformV3 and tfjs' RotateWithOffset compute
// them, rounding by rounding: what they round the other way would read another pixel. Unlike the
// coordinates of coords.h these are folded into the image here (TensorFlow folds the coordinate,
// not the taps), and those of nearest samples are whole.
#ifndef IMAGEPIPELINE_CORE_TF_COORDS_H_
#define IMAGEPIPELINE_CORE_TF_COORDS_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/border.h"
#include "core/coords.h"
#include "core/host_device.h"
#include "core/matrix.h"

namespace imagepipeline {

// How a warp finds where an output pixel reads.
enum class CoordRule : uint8_t {
  kExact,         // coords.h
  kTensorFlow,    // TensorFlowCoord()
  kTfjsRotation,  // TfjsRotationCoord()
  kSciPy,         // MakeSciPyTaps() of scipy_coords.h, in its own modes
};

// Coordinate in 0..n-1 that TensorFlow reads for `t`. kWrap is its own rule, which is periodic only
// near the image: it counts periods of n - 1 and steps by n. kConstant folds nothing. NaN where
// TensorFlow's conversion to an integer is undefined.
IMAGEPIPELINE_HD inline float FoldTensorFlow(FillMode mode, float t, int64_t n) {
  const auto last = static_cast<float>(n - 1);
  if (mode == FillMode::kConstant || (t >= 0 && t <= last) || std::isnan(t)) return t;
  if (mode == FillMode::kNearest) return t < 0 ? 0 : last;
  if (n <= 1) return 0;
  if (!(std::fabs(t) < 0x1p62f)) return std::numeric_limits<float>::quiet_NaN();
  const int64_t period = mode == FillMode::kReflect ? 2 * n : n;
  const auto divisor = static_cast<float>(mode == FillMode::kReflect ? 2 * n : n - 1);
  const auto periods = static_cast<int64_t>(std::fabs(t) / divisor);
  if (mode == FillMode::kWrap) {
    t = t < 0 ? t + static_cast<float>(period * (periods + 1))
              : t - static_cast<float>(period * periods);
  } else if (t < 0) {
    t = static_cast<float>(period * periods) + t;
    t = t < static_cast<float>(-n) ? t + static_cast<float>(period) : -t - 1;
  } else {
    t -= static_cast<float>(period * periods);
    if (t >= static_cast<float>(n)) t = static_cast<float>(period) - t - 1;
  }
  return std::clamp(t, 0.0f, last);
}

// Nearest integer, halves away from zero, of |t| <= 2^30.
IMAGEPIPELINE_HD inline int32_t RoundHalfAway(float t) {
  const auto whole = static_cast<int32_t>(t);
  const float rest = t - static_cast<float>(whole);
  return rest >= 0.5f ? whole + 1 : rest <= -0.5f ? whole - 1 : whole;
}

IMAGEPIPELINE_HD inline void PlaceTensorFlow(float t, Interpolation interpolation, int32_t* index,
                                             float* fraction) {
  const auto limit = static_cast<float>(kCoordLimit);
  t = std::clamp(t, -limit, limit);
  if (interpolation == Interpolation::kNearest) {
    *index = RoundHalfAway(t);
    *fraction = 0;
    return;
  }
  // SplitCoord() without a call of floor(), which took half the time of a warp.
  const auto cut = static_cast<int32_t>(t);
  const int32_t whole = t < static_cast<float>(cut) ? cut - 1 : cut;
  const float rest = t - static_cast<float>(whole);
  *index = rest < 1 ? whole : whole + 1;
  *fraction = rest < 1 ? rest : 0;
}

// Output pixel (x, y) in float32, for an input of width x height. The entries of `map` are float32
// values. A zero denominator or a NaN is outside.
IMAGEPIPELINE_HD inline Coord TensorFlowCoord(const Matrix3& map, Interpolation interpolation,
                                              FillMode mode, int64_t width, int64_t height,
                                              int64_t x, int64_t y) {
  float m[9];
  for (int i = 0; i < 9; ++i) m[i] = static_cast<float>(map.m[i]);
  const auto px = static_cast<float>(x), py = static_cast<float>(y);
  const float k = m[6] * px + m[7] * py + m[8];
  const float in_x = FoldTensorFlow(mode, (m[0] * px + m[1] * py + m[2]) / k, width);
  const float in_y = FoldTensorFlow(mode, (m[3] * px + m[4] * py + m[5]) / k, height);
  Coord coord;
  if (k == 0 || std::isnan(in_x) || std::isnan(in_y)) return coord;
  PlaceTensorFlow(in_x, interpolation, &coord.x, &coord.fx);
  PlaceTensorFlow(in_y, interpolation, &coord.y, &coord.fy);
  return coord;
}

// Nearest integer, halves up, as JavaScript's Math.round(). NaN becomes kOutside.
IMAGEPIPELINE_HD inline int32_t RoundHalfUp(double t) {
  if (std::isnan(t)) return kOutside;
  const double limit = kCoordLimit;
  t = std::clamp(t, -limit, limit);
  const double whole = std::floor(t);
  return static_cast<int32_t>(t - whole >= 0.5 ? whole + 1 : whole);
}

// The same for a rotation about (m2, m5): the linear part of `map` turns offsets from there, in
// double. Its last row is not used.
IMAGEPIPELINE_HD inline Coord TfjsRotationCoord(const Matrix3& map, int64_t x, int64_t y) {
  const double* m = map.m;
  const double dx = static_cast<double>(x) - m[2], dy = static_cast<double>(y) - m[5];
  Coord coord;
  coord.x = RoundHalfUp(dx * m[0] + dy * m[1] + m[2]);
  coord.y = RoundHalfUp(dx * m[3] + dy * m[4] + m[5]);
  return coord;
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_TF_COORDS_H_
