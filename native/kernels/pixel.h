// One value and one pixel at a time, in plain C++: what the scalar table is made of, and what the
// SIMD kernels use for pixels at the border and for the ends of rows. Sharing it keeps the two from
// disagreeing.
#ifndef IMAGEPIPELINE_KERNELS_PIXEL_H_
#define IMAGEPIPELINE_KERNELS_PIXEL_H_

#include <cstdint>
#include <cstring>

#include "core/border.h"
#include "core/image.h"

namespace imagepipeline {

// Value `index` of a row that may be unaligned.
template <typename T>
inline float ReadValue(const uint8_t* row, int64_t index) {
  T value;
  std::memcpy(&value, row + index * static_cast<int64_t>(sizeof(T)), sizeof(T));
  return static_cast<float>(value);
}

// TapIndex() without its division for a tap less than one image away, which is where nearly all
// taps are.
inline int64_t FoldTap(FillMode mode, int64_t i, int64_t n) {
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
  float Read(int64_t channel) const {
    return values == nullptr ? fill : ReadValue<T>(values, channel);
  }
};

inline Tap MakeTap(const ConstImage& source, int64_t x, int64_t y, float fill) {
  if (x < 0 || y < 0) return {nullptr, fill};
  const auto pixel_bytes = source.shape.channels * static_cast<int64_t>(SizeOf(source.dtype));
  return {source.data + y * source.stride_bytes + x * pixel_bytes, fill};
}

inline void FillPixel(int64_t channels, float fill, float* out) {
  for (int64_t c = 0; c < channels; ++c) out[c] = fill;
}

// A weight of 0 leaves the second tap unused, so that a NaN or Inf there does no harm.
inline float Lerp(float a, float b, float weight) { return weight == 0 ? a : a + weight * (b - a); }

template <typename T>
inline void BilinearPixel(const ConstImage& source, int32_t x, int32_t y, float fx, float fy,
                          FillMode fill_mode, float fill, float* out) {
  const Shape& shape = source.shape;
  if (x == kOutside || y == kOutside) return FillPixel(shape.channels, fill, out);
  const int64_t x0 = FoldTap(fill_mode, x, shape.width);
  const int64_t y0 = FoldTap(fill_mode, y, shape.height);
  const int64_t x1 = fx == 0 ? x0 : FoldTap(fill_mode, int64_t{x} + 1, shape.width);
  const int64_t y1 = fy == 0 ? y0 : FoldTap(fill_mode, int64_t{y} + 1, shape.height);
  const Tap a = MakeTap(source, x0, y0, fill), b = MakeTap(source, x1, y0, fill);
  const Tap c = MakeTap(source, x0, y1, fill), d = MakeTap(source, x1, y1, fill);
  for (int64_t i = 0; i < shape.channels; ++i) {
    const float top = Lerp(a.Read<T>(i), b.Read<T>(i), fx);
    const float bottom = Lerp(c.Read<T>(i), d.Read<T>(i), fx);
    out[i] = Lerp(top, bottom, fy);
  }
}

template <typename T>
inline void NearestPixel(const ConstImage& source, int32_t x, int32_t y, float fx, float fy,
                         FillMode fill_mode, float fill, float* out) {
  const Shape& shape = source.shape;
  if (x == kOutside || y == kOutside) return FillPixel(shape.channels, fill, out);
  const Tap tap = MakeTap(source, NearestIndex(fill_mode, x, fx, shape.width),
                          NearestIndex(fill_mode, y, fy, shape.height), fill);
  for (int64_t i = 0; i < shape.channels; ++i) out[i] = tap.Read<T>(i);
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_PIXEL_H_
