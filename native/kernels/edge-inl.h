// Bilinear samples with a tap outside the image, for 3 or 4 channels. The taps' indices are folded
// a vector at a time, then each pixel is mixed from four loads, so that a wide border costs little
// more than the inside.
#if defined(IMAGEPIPELINE_KERNELS_EDGE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_EDGE_INL_H_
#undef IMAGEPIPELINE_KERNELS_EDGE_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_EDGE_INL_H_
#endif

#include <type_traits>

#include "core/coords.h"
#include "hwy/highway.h"
#include "kernels/convert-inl.h"
#include "kernels/inside-inl.h"
#include "kernels/pixel.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Axes up to here can be folded in int32.
constexpr int64_t kMaxFoldedSize = int64_t{1} << 29;

// TapIndex() in every lane; lanes further than one image outside set `far` where that needs a
// division.
HWY_INLINE hn::Vec<hn::ScalableTag<int32_t>> FoldTaps(FillMode mode,
                                                      hn::Vec<hn::ScalableTag<int32_t>> i,
                                                      int32_t size, bool* far) {
  const hn::ScalableTag<int32_t> di;
  const auto zero = hn::Zero(di), n = hn::Set(di, size), last = hn::Set(di, size - 1);
  const auto below = hn::Lt(i, zero), above = hn::Gt(i, last);
  switch (mode) {
    case FillMode::kConstant:
      return hn::IfThenElse(hn::Or(below, above), hn::Set(di, static_cast<int32_t>(kFillIndex)), i);
    case FillMode::kNearest:
      return hn::IfThenElse(below, zero, hn::IfThenElse(above, last, i));
    case FillMode::kReflect:
    case FillMode::kWrap:
      break;
  }
  *far |= !hn::AllFalse(di, hn::Or(hn::Lt(i, hn::Neg(n)), hn::Gt(i, hn::Add(n, last))));
  if (mode == FillMode::kWrap) {
    return hn::IfThenElse(below, hn::Add(i, n), hn::IfThenElse(above, hn::Sub(i, n), i));
  }
  const auto mirrored_high = hn::Sub(hn::Add(n, last), i);
  return hn::IfThenElse(below, hn::Not(i), hn::IfThenElse(above, mirrored_high, i));
}

// Both taps of every pixel of a block along one axis. A second tap of weight 0 reads where the
// first one does. Entries after `count` hold no meaning.
struct AxisTaps {
  alignas(64) int32_t first[kCoordBlock];
  alignas(64) int32_t second[kCoordBlock];
};

HWY_INLINE void FoldAxis(const int32_t* index, const float* fraction, int count, FillMode mode,
                         int32_t size, AxisTaps* taps) {
  const hn::ScalableTag<int32_t> di;
  const hn::ScalableTag<float> df;
  const auto one = hn::Set(di, 1);
  const int lanes = static_cast<int>(hn::Lanes(di));
  for (int j = 0; j < count; j += lanes) {
    const auto i = hn::Load(di, index + j);
    bool far = false;
    const auto first = FoldTaps(mode, i, size, &far);
    const auto next = FoldTaps(mode, hn::Add(i, one), size, &far);
    const auto unused = hn::RebindMask(di, hn::Eq(hn::Load(df, fraction + j), hn::Zero(df)));
    hn::Store(first, di, taps->first + j);
    hn::Store(hn::IfThenElse(unused, first, next), di, taps->second + j);
    if (HWY_LIKELY(!far)) continue;
    for (int k = j; k < HWY_MIN(j + lanes, count); ++k) {
      if (index[k] == kOutside) {
        taps->first[k] = taps->second[k] = static_cast<int32_t>(kFillIndex);
        continue;
      }
      taps->first[k] = static_cast<int32_t>(FoldTap(mode, index[k], size));
      taps->second[k] = fraction[k] == 0
                            ? taps->first[k]
                            : static_cast<int32_t>(FoldTap(mode, int64_t{index[k]} + 1, size));
    }
  }
}

// Lerp() in every lane. Integers need no test for a weight of 0: a + 0 * (b - a) is a.
template <typename T, class V>
HWY_INLINE V LerpVector(V a, V b, V weight) {
  const V mixed = hn::Add(a, hn::Mul(weight, hn::Sub(b, a)));
  if constexpr (std::is_same_v<T, float>) {
    return hn::IfThenElse(hn::Eq(weight, hn::Zero(hn::DFromV<V>())), a, mixed);
  } else {
    return mixed;
  }
}

// The image, and how to read four values of a tap without leaving its row.
template <typename T, int64_t kChannels>
struct EdgeSource {
  using D4 = hn::Full128<float>;

  const uint8_t* data;
  int64_t stride_bytes;
  int32_t last_x;
  float fill;

  HWY_INLINE hn::Vec<D4> Load(int32_t x, int32_t y) const {
    const D4 d4;
    if ((x | y) < 0) return hn::Set(d4, fill);
    const T* pixel = reinterpret_cast<const T*>(data + y * stride_bytes) + x * kChannels;
    if (kChannels == 4 || x < last_x) return LoadAsFloat(d4, pixel);
    // The last pixel of a row: from one value earlier, moved down by a lane.
    const hn::Full128<uint8_t> d8;
    return hn::BitCast(d4, hn::ShiftRightBytes<4>(d8, hn::BitCast(d8, LoadAsFloat(d4, pixel - 1))));
  }
};

// Whether BilinearEdge() takes such an image.
HWY_INLINE bool HasVectorEdge(const Shape& shape) {
  return (shape.channels == 4 || (shape.channels == 3 && shape.width >= 2)) &&
         shape.width <= kMaxFoldedSize && shape.height <= kMaxFoldedSize;
}

// Pixels begin..end of a block, any of whose taps may lie outside. `x` and `y` are the folded taps
// of the block. A store of 3 channels spills into the next pixel, which is written later; pixel
// `last` keeps its store short.
template <typename T, int64_t kChannels>
HWY_INLINE void BilinearEdge(const EdgeSource<T, kChannels>& source, const CoordBlock& coords,
                             const AxisTaps& x, const AxisTaps& y, int begin, int end, int last,
                             float* out) {
  const hn::Full128<float> d4;
  for (int j = begin; j < end; ++j) {
    float* pixel = out + j * kChannels;
    const auto fx = hn::Set(d4, coords.fx[j]), fy = hn::Set(d4, coords.fy[j]);
    const int32_t x0 = x.first[j], x1 = x.second[j], y0 = y.first[j], y1 = y.second[j];
    const auto top = LerpVector<T>(source.Load(x0, y0), source.Load(x1, y0), fx);
    const auto low = LerpVector<T>(source.Load(x0, y1), source.Load(x1, y1), fx);
    auto mixed = LerpVector<T>(top, low, fy);
    if (coords.x[j] == kOutside || coords.y[j] == kOutside) mixed = hn::Set(d4, source.fill);
    if (kChannels == 4 || j < last) {
      hn::StoreU(mixed, d4, pixel);
    } else {
      alignas(16) float values[4];
      hn::Store(mixed, d4, values);
      std::memcpy(pixel, values, kChannels * sizeof(float));
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_EDGE_INL_H_
