// One value and one pixel at a time, in plain C++: what the scalar table is made of, what the SIMD
// kernels use for pixels at the border and for the ends of rows, and what the CUDA kernels run.
// Sharing it keeps them from disagreeing.
#ifndef IMAGEPIPELINE_KERNELS_PIXEL_H_
#define IMAGEPIPELINE_KERNELS_PIXEL_H_

#include <cstdint>
#include <cstring>

#include "core/border.h"
#include "core/coords.h"
#include "core/host_device.h"
#include "core/image.h"

namespace imagepipeline {

// Value `index` of a row that may be unaligned.
template <typename T>
IMAGEPIPELINE_HD inline float ReadValue(const uint8_t* row, int64_t index) {
#ifdef __CUDA_ARCH__
  // Device images are aligned and nobody writes to them during a pass.
  return static_cast<float>(__ldg(reinterpret_cast<const T*>(row) + index));
#else
  T value;
  std::memcpy(&value, row + index * static_cast<int64_t>(sizeof(T)), sizeof(T));
  return static_cast<float>(value);
#endif
}

// TapIndex() without its division for a tap less than one image away, which is where nearly all
// taps are.
IMAGEPIPELINE_HD inline int64_t FoldTap(FillMode mode, int64_t i, int64_t n) {
  if (i >= 0 && i < n) return i;
  if (mode == FillMode::kReflect && i >= -n && i < 2 * n) return i < 0 ? -1 - i : 2 * n - 1 - i;
  if (mode == FillMode::kWrap && i >= -n && i < 2 * n) return i < 0 ? i + n : i - n;
  return TapIndex(mode, i, n);
}

// The values that a tap reads, or the fill value when `values` is null.
struct Tap {
  const uint8_t* values = nullptr;
  float fill = 0;

  template <typename T>
  IMAGEPIPELINE_HD float Read(int64_t channel) const {
    return values == nullptr ? fill : ReadValue<T>(values, channel);
  }
  // Of a uint8 image, where the fill value is a byte too.
  IMAGEPIPELINE_HD int32_t Byte(int64_t channel) const {
    return static_cast<int32_t>(Read<uint8_t>(channel));
  }
};

IMAGEPIPELINE_HD inline Tap MakeTap(const ConstImage& source, int64_t x, int64_t y, float fill) {
  if (x < 0 || y < 0) return {nullptr, fill};
  const auto pixel_bytes = source.shape.channels * static_cast<int64_t>(SizeOf(source.dtype));
  return {source.data + y * source.stride_bytes + x * pixel_bytes, fill};
}

// A weight of 0 leaves the second tap unused, so that a NaN or Inf there does no harm.
IMAGEPIPELINE_HD inline float Lerp(float a, float b, float weight) {
  return weight == 0 ? a : a + weight * (b - a);
}

// The two-by-two taps of a bilinear sample.
struct BilinearTaps {
  Tap a, b, c, d;
  float fx = 0, fy = 0;

  template <typename T>
  IMAGEPIPELINE_HD float Read(int64_t channel) const {
    const float top = Lerp(a.Read<T>(channel), b.Read<T>(channel), fx);
    const float bottom = Lerp(c.Read<T>(channel), d.Read<T>(channel), fx);
    return Lerp(top, bottom, fy);
  }
};

IMAGEPIPELINE_HD inline BilinearTaps MakeBilinearTaps(const ConstImage& source, const Coord& at,
                                                      FillMode fill_mode, float fill) {
  const Shape& shape = source.shape;
  const Tap outside = {nullptr, fill};
  if (at.x == kOutside || at.y == kOutside) return {outside, outside, outside, outside, 0, 0};
  const int64_t x0 = FoldTap(fill_mode, at.x, shape.width);
  const int64_t y0 = FoldTap(fill_mode, at.y, shape.height);
  const int64_t x1 = at.fx == 0 ? x0 : FoldTap(fill_mode, int64_t{at.x} + 1, shape.width);
  const int64_t y1 = at.fy == 0 ? y0 : FoldTap(fill_mode, int64_t{at.y} + 1, shape.height);
  return {MakeTap(source, x0, y0, fill),
          MakeTap(source, x1, y0, fill),
          MakeTap(source, x0, y1, fill),
          MakeTap(source, x1, y1, fill),
          at.fx,
          at.fy};
}

IMAGEPIPELINE_HD inline Tap MakeNearestTap(const ConstImage& source, const Coord& at,
                                           FillMode fill_mode, float fill) {
  if (at.x == kOutside || at.y == kOutside) return {nullptr, fill};
  return MakeTap(source, NearestIndex(fill_mode, at.x, at.fx, source.shape.width),
                 NearestIndex(fill_mode, at.y, at.fy, source.shape.height), fill);
}

template <typename T>
inline void BilinearPixel(const ConstImage& source, int32_t x, int32_t y, float fx, float fy,
                          FillMode fill_mode, float fill, float* out) {
  const BilinearTaps taps = MakeBilinearTaps(source, {x, y, fx, fy}, fill_mode, fill);
  for (int64_t i = 0; i < source.shape.channels; ++i) out[i] = taps.Read<T>(i);
}

template <typename T>
inline void NearestPixel(const ConstImage& source, int32_t x, int32_t y, float fx, float fy,
                         FillMode fill_mode, float fill, float* out) {
  const Tap tap = MakeNearestTap(source, {x, y, fx, fy}, fill_mode, fill);
  for (int64_t i = 0; i < source.shape.channels; ++i) out[i] = tap.Read<T>(i);
}

// Point operations on one value; each step rounds to float32.
IMAGEPIPELINE_HD inline float AffineValue(float value, float center, float scale, float bias) {
  return (value - center) * scale + bias;
}
IMAGEPIPELINE_HD inline float AffineValue(float value, float center, float scale) {
  return (value - center) * scale;
}
// NaN stays NaN.
IMAGEPIPELINE_HD inline float ClampValue(float value, float lo, float hi) {
  return value < lo ? lo : value > hi ? hi : value;
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_PIXEL_H_
