// Hue, saturation and gray of pixels of 3 or 4 channels, a vector of pixels at a time. The fourth
// channel stays as it is.
#if defined(IMAGEPIPELINE_KERNELS_COLOR_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_COLOR_INL_H_
#undef IMAGEPIPELINE_KERNELS_COLOR_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_COLOR_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/color.h"
#include "kernels/extremes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using ColorTag = hn::ScalableTag<float>;
using ColorVector = hn::Vec<ColorTag>;

// SpanOf(): the value, and the range in *range.
HWY_INLINE ColorVector SpanOf(ColorVector r, ColorVector g, ColorVector b, ColorVector* range) {
  const auto poison = hn::Add(hn::Add(hn::Sub(r, r), hn::Sub(g, g)), hn::Sub(b, b));
  const auto max = hn::Add(Greater(b, Greater(g, r)), poison);
  *range = hn::Sub(max, Lesser(b, Lesser(g, r)));
  return max;
}

HWY_INLINE ColorVector GrayOf(ColorVector r, ColorVector g, ColorVector b) {
  const ColorTag df;
  const auto red = hn::Mul(r, hn::Set(df, kGrayRed)), green = hn::Mul(g, hn::Set(df, kGrayGreen));
  return hn::Add(hn::Add(red, green), hn::Mul(b, hn::Set(df, kGrayBlue)));
}

// Pixels of float32, changed in place: whole vectors of them by `vector`, on r, g and b, and the
// rest by `scalar`, on a pixel. BytePixels of color_bytes-inl.h is the other kind of pixels.
struct FloatPixels {
  template <class Vector, class Scalar>
  HWY_INLINE void Change(const Vector& vector, const Scalar& scalar) const {
    if (channels == 3) return ChangeOf<3>(vector, scalar);
    ChangeOf<4>(vector, scalar);
  }

  template <size_t kChannels, class Vector, class Scalar>
  HWY_INLINE void ChangeOf(const Vector& vector, const Scalar& scalar) const {
    const ColorTag df;
    constexpr size_t kPixels = HWY_LANES(float);
    float* at = row;
    size_t pixel = 0;
    for (; pixel + kPixels <= pixels; pixel += kPixels, at += kPixels * kChannels) {
      ColorVector r, g, b, a;
      if constexpr (kChannels == 3) {
        hn::LoadInterleaved3(df, at, r, g, b);
        vector(r, g, b);
        hn::StoreInterleaved3(r, g, b, df, at);
      } else {
        hn::LoadInterleaved4(df, at, r, g, b, a);
        vector(r, g, b);
        hn::StoreInterleaved4(r, g, b, a, df, at);
      }
    }
    for (; pixel < pixels; ++pixel, at += kChannels) scalar(at);
  }

  float* row;
  size_t pixels;
  int64_t channels;
};

template <class Pixels>
HWY_INLINE void TurnHues(const Pixels& pixels, float shift, float lo, float hi) {
  const ColorTag df;
  using V = ColorVector;
  const V zero = hn::Zero(df), one = hn::Set(df, 1), two = hn::Set(df, 2), three = hn::Set(df, 3);
  const V four = hn::Set(df, 4), six = hn::Set(df, 6);
  const V turn = hn::Set(df, shift), low = hn::Set(df, lo), high = hn::Set(df, hi);
  pixels.Change(
      [&](V& r, V& g, V& b) HWY_ATTR {
        V range;
        const V max = SpanOf(r, g, b, &range);
        const auto is_r = hn::Eq(r, max), is_g = hn::Eq(g, max);
        const V not_r = hn::IfThenElse(is_g, hn::Sub(b, r), hn::Sub(r, g));
        const V difference = hn::IfThenElse(is_r, hn::Sub(g, b), not_r);
        const V start = hn::IfThenElse(is_r, zero, hn::IfThenElse(is_g, two, four));
        V hue = hn::Add(hn::Div(difference, range), start);
        hue = hn::Add(hn::IfThenElseZero(hn::Gt(range, zero), hue), turn);
        hue = hn::IfThenElse(hn::Gt(hue, six), hn::Sub(hue, six), hue);
        hue = hn::IfThenElse(hn::Lt(hue, zero), hn::Add(hue, six), hue);
        const auto colored = [&](V down) HWY_ATTR {
          const V value = hn::Sub(max, hn::Mul(range, Clamped(down, zero, one)));
          return Clamped(value, low, high);
        };
        r = colored(hn::Sub(two, hn::Abs(hn::Sub(hue, three))));
        g = colored(hn::Sub(hn::Abs(hn::Sub(hue, two)), one));
        b = colored(hn::Sub(hn::Abs(hn::Sub(hue, four)), one));
      },
      [=](float* pixel) { TurnHue(pixel, shift, lo, hi); });
}

template <class Pixels>
HWY_INLINE void ScaleSaturations(const Pixels& pixels, float scale, float lo) {
  const ColorTag df;
  using V = ColorVector;
  const V zero = hn::Zero(df), scales = hn::Set(df, scale), black = hn::Set(df, lo);
  pixels.Change(
      [&](V& r, V& g, V& b) HWY_ATTR {
        V range;
        const V max = SpanOf(r, g, b, &range);
        const V most = hn::Div(hn::Sub(max, black), range);
        const V bounded = Lesser(most, scales);
        const V gain = Greater(zero, bounded);
        r = hn::Sub(max, hn::Mul(gain, hn::Sub(max, r)));
        g = hn::Sub(max, hn::Mul(gain, hn::Sub(max, g)));
        b = hn::Sub(max, hn::Mul(gain, hn::Sub(max, b)));
      },
      [=](float* pixel) { ScaleSaturation(pixel, scale, lo); });
}

template <class Pixels>
HWY_INLINE void MixGrays(const Pixels& pixels, float keep, float amount, float lo, float hi) {
  const ColorTag df;
  using V = ColorVector;
  const V kept = hn::Set(df, keep), grayed = hn::Set(df, amount);
  const V low = hn::Set(df, lo), high = hn::Set(df, hi);
  pixels.Change(
      [&](V& r, V& g, V& b) HWY_ATTR {
        const V part = hn::Mul(grayed, GrayOf(r, g, b));
        r = Clamped(hn::Add(hn::Mul(kept, r), part), low, high);
        g = Clamped(hn::Add(hn::Mul(kept, g), part), low, high);
        b = Clamped(hn::Add(hn::Mul(kept, b), part), low, high);
      },
      [=](float* pixel) { MixGray(pixel, keep, amount, lo, hi); });
}

void TurnHueRow(float* row, size_t pixels, int64_t channels, float shift, float lo, float hi) {
  TurnHues(FloatPixels{row, pixels, channels}, shift, lo, hi);
}

void ScaleSaturationRow(float* row, size_t pixels, int64_t channels, float scale, float lo) {
  ScaleSaturations(FloatPixels{row, pixels, channels}, scale, lo);
}

void MixGrayRow(float* row, size_t pixels, int64_t channels, float keep, float amount, float lo,
                float hi) {
  MixGrays(FloatPixels{row, pixels, channels}, keep, amount, lo, hi);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_COLOR_INL_H_
