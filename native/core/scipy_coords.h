// Where scipy.ndimage.affine_transform reads, rounding by rounding: what was trained with
// ImageDataGenerator saw these pixels. Its modes differ from FillMode: 'constant' blends nothing
// and 'wrap' takes the first and the last pixel for one.
#ifndef IMAGEPIPELINE_CORE_SCIPY_COORDS_H_
#define IMAGEPIPELINE_CORE_SCIPY_COORDS_H_

#include <cmath>
#include <cstdint>

#include "core/border.h"
#include "core/matrix.h"

namespace imagepipeline {

enum class SciPyMode : uint8_t {
  kConstant,      // the fill value as soon as the coordinate leaves 0..n-1
  kNearest,       // the edge
  kReflect,       // dcba|abcd|dcba
  kMirror,        // dcb|abcd|cba
  kWrap,          // period n - 1
  kGridWrap,      // period n
  kGridConstant,  // taps outside read the fill value
};

// Beyond this no whole number of periods is exact; such a coordinate is outside.
constexpr double kSciPyLimit = 0x1p52;

// One axis of a sample: two taps, where kFillIndex is the fill value. Without taps (both indices
// kOutside) the whole sample is the fill value.
struct SciPyTaps {
  int64_t first = kOutside, second = kOutside;
  double first_weight = 1, second_weight = 0;

  bool IsOutside() const { return first == kOutside; }
};

// `t` folded into the image as far as the mode does that; -1 is outside for kConstant.
inline double FoldSciPy(SciPyMode mode, double t, int64_t n) {
  const auto size = static_cast<double>(n);
  const double last = size - 1;
  if ((t >= 0 && t <= last) || mode == SciPyMode::kGridConstant) return t;
  const bool below = t < 0;
  if (mode == SciPyMode::kConstant) return -1;
  if (mode == SciPyMode::kNearest) return below ? 0 : last;
  if (n <= 1) return 0;
  const auto whole = [](double periods) { return std::trunc(periods); };
  if (mode == SciPyMode::kWrap) {
    return below ? t + last * (whole(-t / last) + 1) : t - last * whole(t / last);
  }
  if (mode == SciPyMode::kGridWrap) {
    return below ? t + size * (whole((-1 - t) / size) + 1) : t - size * whole(t / size);
  }
  const bool doubled = mode == SciPyMode::kReflect;
  const double period = doubled ? 2 * size : 2 * size - 2;
  if (!below) {
    t -= period * whole(t / period);
    if (t < size) return t;
    return doubled ? period - t - 1 : period - t;
  }
  if (!doubled) {
    t = period * whole(-t / period) + t;
    return t <= 1 - size ? t + period : -t;
  }
  if (t < -period) t = period * whole(-t / period) + t;
  // Just below 0 the reflection must not round to -1.
  return t < -size ? t + period : (t > -1e-15 ? 1e-15 : -t) - 1;
}

// A tap of a folded coordinate, which is at most one pixel outside.
inline int64_t SciPyTap(SciPyMode mode, int64_t i, int64_t n) {
  if (i >= 0 && i < n) return i;
  if (mode == SciPyMode::kGridConstant) return kFillIndex;
  if (mode == SciPyMode::kGridWrap) return FloorMod(i, n);
  if (mode == SciPyMode::kMirror && n > 1) return i < 0 ? -i : 2 * n - 2 - i;
  return i < 0 ? 0 : n - 1;
}

inline SciPyTaps MakeSciPyTaps(SciPyMode mode, Interpolation interpolation, double t, int64_t n) {
  SciPyTaps taps;
  if (!(std::fabs(t) < kSciPyLimit)) return taps;
  t = FoldSciPy(mode, t, n);
  if (!(t > -1) && mode != SciPyMode::kGridConstant) return taps;
  if (interpolation == Interpolation::kNearest) {
    taps.first = taps.second = SciPyTap(mode, static_cast<int64_t>(std::floor(t + 0.5)), n);
    return taps;
  }
  const double floor = std::floor(t);
  taps.first = SciPyTap(mode, static_cast<int64_t>(floor), n);
  taps.second = SciPyTap(mode, static_cast<int64_t>(floor) + 1, n);
  taps.first_weight = 1 - (t - floor);
  taps.second_weight = 1 - taps.first_weight;
  return taps;
}

// Coordinates of output pixel (x, y), summed in the order of rows before columns.
inline double SciPyX(const Matrix3& map, double x, double y) {
  return map.m[1] * y + map.m[0] * x + map.m[2];
}
inline double SciPyY(const Matrix3& map, double x, double y) {
  return map.m[4] * y + map.m[3] * x + map.m[5];
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_SCIPY_COORDS_H_
