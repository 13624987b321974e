// Sixteen pixels of bytes mixed to bytes, for targets with VNNI: MixBytes() in every lane.
#if defined(IMAGEPIPELINE_KERNELS_BYTE_MIXER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_BYTE_MIXER_INL_H_
#undef IMAGEPIPELINE_KERNELS_BYTE_MIXER_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_BYTE_MIXER_INL_H_
#endif

#include "core/border.h"
#include "hwy/highway.h"
#include "kernels/byte_folds-inl.h"
#include "kernels/byte_weights-inl.h"
#include "kernels/coords-inl.h"
#include "kernels/tap_quads-inl.h"
#include "kernels/vnni.h"

IMAGEPIPELINE_BEFORE_VNNI_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if IMAGEPIPELINE_VNNI

// MixQuads() plus `more`, rounded; the result is byte 2 of each lane.
HWY_INLINE __m512i MixLanes(__m512i quads, const ByteQuadWeights& weights, __m512i more) {
  using V = hn::Vec<hn::ScalableTag<int32_t>>;
  const V mixed =
      MixQuads(hn::Vec<hn::ScalableTag<uint8_t>>{quads}, V{weights.low}, V{weights.high});
  const __m512i sum = _mm512_add_epi32(mixed.raw, more);
  // Halves go to the even byte.
  const __mmask16 tie = _mm512_testn_epi32_mask(sum, _mm512_set1_epi32(2 * kMixHalf - 1));
  return _mm512_mask_andnot_epi32(sum, tie, _mm512_set1_epi32(0x10000), sum);
}

// Sixteen pixels of mixed channels, without gaps.
template <int kChannels>
HWY_INLINE __m512i Interleaved(const TapQuads& mixed) {
  alignas(64) static constexpr auto kOrders = [] {
    struct Orders {
      uint8_t bytes[4][64];
    } orders = {};
    // Step c keeps what the steps before it have put in place, and fills in channel c.
    for (int c = 1; c < kChannels; ++c) {
      for (int i = 0; i < 16 * kChannels; ++i) {
        const int from = i / kChannels * 4 + 2, channel = i % kChannels;
        const int kept = c == 1 ? from : i;
        orders.bytes[c][i] = static_cast<uint8_t>(channel < c ? kept : 64 + from);
      }
    }
    return orders;
  }();
  __m512i all = mixed.channels[0];
  for (int c = 1; c < kChannels; ++c) {
    all = _mm512_permutex2var_epi8(all, _mm512_load_si512(kOrders.bytes[c]), mixed.channels[c]);
  }
  return all;
}

template <int kChannels>
class ByteMixer {
 public:
  using Value = uint8_t;

  HWY_INLINE ByteMixer(FillMode fill_mode, uint8_t fill)
      : lost_(fill_mode == FillMode::kConstant ? fill - 128 : 0) {}

  // Both write `stored` values, and up to 64 bytes where there is `room` for so many.
  HWY_INLINE void Inside(const ByteQuadWeights& weights, const TapQuads& taps, int stored, int room,
                         uint8_t* to) const {
    Mix(taps, weights, _mm512_setzero_si512(), stored, room, to);
  }

  HWY_INLINE void Across(__m512i fx, __m512i fy, const AxisFold& columns, const AxisFold& rows,
                         const TapQuads& taps, int stored, int room, uint8_t* to) const {
    const ColumnWeights whole = MakeColumnWeights(fx, fy);
    const ColumnWeights kept = FoldRows(rows, FoldColumns(columns, whole));
    // The fill value has the weight that no tap has.
    const __m512i lost = _mm512_sub_epi32(SumOfWeights(whole), SumOfWeights(kept));
    Mix(taps, SplitWeights(kept), _mm512_mullo_epi32(lost, _mm512_set1_epi32(lost_)), stored, room,
        to);
  }

 private:
  static HWY_INLINE void Mix(const TapQuads& taps, const ByteQuadWeights& weights, __m512i more,
                             int stored, int room, uint8_t* to) {
    TapQuads mixed = {};
    for (int c = 0; c < kChannels; ++c)
      mixed.channels[c] = MixLanes(taps.channels[c], weights, more);
    const __m512i bytes = Interleaved<kChannels>(mixed);
    if (HWY_LIKELY(room >= 64)) return _mm512_storeu_si512(to, bytes);
    _mm512_mask_storeu_epi8(to, stored == 64 ? ~__mmask64{0} : (__mmask64{1} << stored) - 1, bytes);
  }

  int32_t lost_;
};

#endif  // IMAGEPIPELINE_VNNI

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_BYTE_MIXER_INL_H_
