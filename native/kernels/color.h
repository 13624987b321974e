// Colours of one pixel in plain C++: what the scalar table is made of, and the ends of rows in the
// SIMD kernels. A NaN or an infinity among the three makes all three NaN.
#ifndef IMAGEPIPELINE_KERNELS_COLOR_H_
#define IMAGEPIPELINE_KERNELS_COLOR_H_

#include <cmath>
#include <cstdint>

#include "kernels/pixel.h"

namespace imagepipeline {

// Weights of Keras and tf.image; they add up to 0.9999.
constexpr float kGrayRed = 0.2989f, kGrayGreen = 0.587f, kGrayBlue = 0.114f;

// Value and the distance to it of the least channel, as HSV has them.
struct ColorSpan {
  float max = 0;
  float range = 0;
};

IMAGEPIPELINE_HD inline ColorSpan SpanOf(float r, float g, float b) {
  const float poison = (r - r) + (g - g) + (b - b);
  float max = g > r ? g : r, min = g < r ? g : r;
  max = b > max ? b : max;
  min = b < min ? b : min;
  max += poison;
  return {max, max - min};
}

// `shift` turns the hue, in sixths of the circle, within -3..3; the result is clamped.
IMAGEPIPELINE_HD inline void TurnHue(float* pixel, float shift, float lo, float hi) {
  const float r = pixel[0], g = pixel[1], b = pixel[2];
  const ColorSpan span = SpanOf(r, g, b);
  const float difference = r == span.max ? g - b : g == span.max ? b - r : r - g;
  const float start = r == span.max ? 0.0f : g == span.max ? 2.0f : 4.0f;
  float hue = span.range > 0 ? difference / span.range + start : 0.0f;
  hue += shift;
  hue = hue > 6 ? hue - 6 : hue;
  hue = hue < 0 ? hue + 6 : hue;
  const float down[3] = {2 - std::fabs(hue - 3), std::fabs(hue - 2) - 1, std::fabs(hue - 4) - 1};
  for (int c = 0; c < 3; ++c)
    pixel[c] = ClampValue(span.max - span.range * ClampValue(down[c], 0, 1), lo, hi);
}

// Saturation times `scale`, at most 1. `lo` is the value of black.
IMAGEPIPELINE_HD inline void ScaleSaturation(float* pixel, float scale, float lo) {
  const ColorSpan span = SpanOf(pixel[0], pixel[1], pixel[2]);
  const float most = (span.max - lo) / span.range;
  float gain = most < scale ? most : scale;
  gain = gain < 0 ? 0 : gain;
  for (int c = 0; c < 3; ++c) pixel[c] = span.max - gain * (span.max - pixel[c]);
}

// keep * value + amount * gray, clamped.
IMAGEPIPELINE_HD inline void MixGray(float* pixel, float keep, float amount, float lo, float hi) {
  const float gray = pixel[0] * kGrayRed + pixel[1] * kGrayGreen + pixel[2] * kGrayBlue;
  const float part = amount * gray;
  for (int c = 0; c < 3; ++c) pixel[c] = ClampValue(keep * pixel[c] + part, lo, hi);
}

// One of the three above, with its numbers: `amount` is the shift, the scale or the share of gray.
struct ColorRule {
  enum class Kind : uint8_t { kHue, kSaturation, kGray };
  Kind kind = Kind::kGray;
  float amount = 0, keep = 1;
  float lo = 0, hi = 255;
};

IMAGEPIPELINE_HD inline void ChangeColor(const ColorRule& rule, float* pixel) {
  switch (rule.kind) {
    case ColorRule::Kind::kHue:
      return TurnHue(pixel, rule.amount, rule.lo, rule.hi);
    case ColorRule::Kind::kSaturation:
      return ScaleSaturation(pixel, rule.amount, rule.lo);
    case ColorRule::Kind::kGray:
      return MixGray(pixel, rule.keep, rule.amount, rule.lo, rule.hi);
  }
}

// Whether bytes become just their gray: nothing is kept and nothing of 0..255 clamped.
inline bool IsPlainGray(const ColorRule& rule) {
  return rule.kind == ColorRule::Kind::kGray && rule.keep == 0 && rule.amount == 1 &&
         rule.lo <= 0 && rule.hi >= 255;
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_COLOR_H_
