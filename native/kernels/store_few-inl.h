// Groups of pixels of 3 or 4 float32 channels, four lanes each, stored without the empty lanes.
#if defined(IMAGEPIPELINE_KERNELS_STORE_FEW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_STORE_FEW_INL_H_
#undef IMAGEPIPELINE_KERNELS_STORE_FEW_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_STORE_FEW_INL_H_
#endif

#include <cstring>

#include "hwy/highway.h"
#include "kernels/taps-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr int kLanes = static_cast<int>(HWY_LANES(float));
constexpr int kQuadPixels = 4 * kGroupPixels;

// The values of 3 channels without the empty lanes between them, the first of them in lane
// `kStart`; what does not fit goes on in lane 0.
template <int kStart, class V>
HWY_INLINE V Packed(V v) {
  struct Order {
    int32_t lanes[kLanes];
    constexpr Order() : lanes() {
      for (int i = 0; i < kLanes; ++i) {
        const int value = (i - kStart + kLanes) % kLanes;
        lanes[i] = value < kLanes / 4 * 3 ? value / 3 * 4 + value % 3 : 0;
      }
    }
  };
  alignas(64) static constexpr Order kOrder;
  const hn::DFromV<V> df;
  return hn::TableLookupLanes(v, hn::SetTableIndices(df, kOrder.lanes));
}

// Writes a group. What spills over belongs to pixels that are written later; at the end of the
// block the store is cut.
template <int64_t kChannels, class V>
HWY_INLINE void StoreGroup(V v, int j, int count, float* out) {
  const hn::DFromV<V> df;
  if constexpr (kChannels == 3 && kGroupPixels > 1) v = Packed<0>(v);
  float* at = out + j * kChannels;
  const int64_t left = (count - j) * kChannels;
  if (left >= kLanes) {
    hn::StoreU(v, df, at);
  } else {
    alignas(64) float values[kLanes];
    hn::Store(v, df, values);
    const int64_t stored = HWY_MIN(left, kGroupPixels * kChannels);
    std::memcpy(at, values, static_cast<size_t>(stored) * sizeof(float));
  }
}

// Writes four groups, for 3 channels as three vectors: none of their stores overlap.
template <int64_t kChannels, class V>
HWY_INLINE void StoreQuad(V v0, V v1, V v2, V v3, float* out) {
  const hn::DFromV<V> df;
  if constexpr (kChannels == 4 || kGroupPixels == 1) {
    hn::StoreU(v0, df, out);
    hn::StoreU(v1, df, out + kGroupPixels * kChannels);
    hn::StoreU(v2, df, out + 2 * kGroupPixels * kChannels);
    if constexpr (kChannels == 4) {
      hn::StoreU(v3, df, out + 3 * kGroupPixels * kChannels);
    } else {
      StoreGroup<kChannels>(v3, 3, kQuadPixels, out);
    }
  } else {
    constexpr int kQuarter = kLanes / 4;
    const V p1 = Packed<3 * kQuarter>(v1), p2 = Packed<2 * kQuarter>(v2);
    hn::StoreU(hn::IfThenElse(hn::FirstN(df, 3 * kQuarter), Packed<0>(v0), p1), df, out);
    hn::StoreU(hn::IfThenElse(hn::FirstN(df, 2 * kQuarter), p1, p2), df, out + kLanes);
    hn::StoreU(hn::IfThenElse(hn::FirstN(df, kQuarter), p2, Packed<kQuarter>(v3)), df,
               out + 2 * kLanes);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_STORE_FEW_INL_H_
