// Tones of one value in plain C++: what the scalar table is made of, and the ends of rows in the
// SIMD kernels. Every step rounds to float32; NaN stays NaN.
#ifndef IMAGEPIPELINE_KERNELS_TONE_H_
#define IMAGEPIPELINE_KERNELS_TONE_H_

#include <cmath>
#include <cstdint>

#include "kernels/pixel.h"

namespace imagepipeline {

// Adds, clamps, and mirrors what is not below the threshold.
struct SolarizeRule {
  float addition = 0;
  float threshold = 0;
  float lo = 0, hi = 255;
  float mirror = 255;  // lo + hi
};

IMAGEPIPELINE_HD inline float SolarizeValue(float value, const SolarizeRule& rule) {
  const float v = ClampValue(value + rule.addition, rule.lo, rule.hi);
  return v < rule.threshold ? v : rule.mirror - v;
}

// Keeps the leading bits of the value as a byte; values outside lo..hi are 0 and 255.
struct PosterizeRule {
  int32_t mask = 255;
  float lo = 0, width = 255;
};

IMAGEPIPELINE_HD inline bool IsByteRange(const PosterizeRule& rule) {
  return rule.lo == 0 && rule.width == 255;
}

IMAGEPIPELINE_HD inline float PosterizeValue(float value, const PosterizeRule& rule) {
  const bool bytes = IsByteRange(rule);
  const float byte = bytes ? value : (value - rule.lo) / rule.width * 255.0f;
  if (std::isnan(byte)) return byte;
  const auto kept = static_cast<float>(static_cast<int32_t>(ClampValue(byte, 0, 255)) & rule.mask);
  return bytes ? kept : kept / 255.0f * rule.width + rule.lo;
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_TONE_H_
