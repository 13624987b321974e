// What a tap outside the image reads. One definition for every executor, so that they cannot
// disagree.
#ifndef IMAGEPIPELINE_CORE_BORDER_H_
#define IMAGEPIPELINE_CORE_BORDER_H_

#include <cstdint>

namespace imagepipeline {

enum class FillMode : uint8_t { kConstant = 0, kNearest = 1, kReflect = 2, kWrap = 3 };
enum class Interpolation : uint8_t { kNearest = 0, kBilinear = 1 };

// Index of a tap that reads the fill value.
constexpr int64_t kFillIndex = -1;
// Integer coordinate of a sample that reads the fill value in every mode (NaN coordinate, zero
// denominator).
constexpr int32_t kOutside = INT32_MIN;

// Position of `i` in 0..period-1, also for negative i. period >= 1.
constexpr int64_t FloorMod(int64_t i, int64_t period) {
  const int64_t r = i % period;
  return r < 0 ? r + period : r;
}

// Index in 0..n-1 that tap `i` reads, or kFillIndex. n >= 1. Reflect repeats the edge
// (dcba|abcd|dcba), wrap is periodic (abcd|abcd|abcd).
constexpr int64_t TapIndex(FillMode mode, int64_t i, int64_t n) {
  if (i >= 0 && i < n) return i;
  switch (mode) {
    case FillMode::kConstant:
      return kFillIndex;
    case FillMode::kNearest:
      return i < 0 ? 0 : n - 1;
    case FillMode::kReflect: {
      const int64_t m = FloorMod(i, 2 * n);
      return m < n ? m : 2 * n - 1 - m;
    }
    case FillMode::kWrap:
      return FloorMod(i, n);
  }
  return kFillIndex;
}

// Index that a nearest-neighbour sample at coordinate i + f (0 <= f < 1) reads, or kFillIndex. The
// coordinate is folded into the image first and then rounded half away from zero, as TensorFlow's
// projective transform does.
constexpr int64_t NearestIndex(FillMode mode, int64_t i, float f, int64_t n) {
  const int64_t rounded = i < 0 ? (f > 0.5f ? i + 1 : i) : (f >= 0.5f ? i + 1 : i);
  switch (mode) {
    case FillMode::kConstant:
      return rounded >= 0 && rounded < n ? rounded : kFillIndex;
    case FillMode::kNearest:
      return rounded < 0 ? 0 : rounded >= n ? n - 1 : rounded;
    case FillMode::kReflect: {
      const int64_t m = FloorMod(i, 2 * n);
      const int64_t folded =
          m < n ? (f >= 0.5f ? m + 1 : m) : (f <= 0.5f ? 2 * n - 1 - m : 2 * n - 2 - m);
      return folded < 0 ? 0 : folded >= n ? n - 1 : folded;
    }
    case FillMode::kWrap: {
      const int64_t m = FloorMod(i, n);
      return f >= 0.5f ? (m + 1 == n ? 0 : m + 1) : m;
    }
  }
  return kFillIndex;
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_BORDER_H_
