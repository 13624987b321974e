// Sixteen pixels of bytes mixed to bytes, for targets with VNNI: MixBytes() in every lane.
#if defined(IMAGEPIPELINE_KERNELS_BYTE_MIXER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_BYTE_MIXER_INL_H_
#undef IMAGEPIPELINE_KERNELS_BYTE_MIXER_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_BYTE_MIXER_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/byte_weights-inl.h"
#include "kernels/quad_weights-inl.h"
#include "kernels/tap_quads-inl.h"
#include "kernels/vnni.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if IMAGEPIPELINE_VNNI

// MixQuads(), rounded; the result is byte 2 of each lane.
HWY_INLINE __m512i MixLanes(__m512i quads, const ByteQuadWeights& weights) {
  using V = hn::Vec<hn::ScalableTag<int32_t>>;
  const __m512i sum =
      MixQuads(hn::Vec<hn::ScalableTag<uint8_t>>{quads}, V{weights.low}, V{weights.high}).raw;
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

  HWY_INLINE explicit ByteMixer(uint8_t fill) : fill_(_mm512_set1_epi8(static_cast<char>(fill))) {}

  using Mixed = __m512i;
  using Weights = ByteQuadWeights;

  static HWY_INLINE Weights WeightsOf(__m512i fx, __m512i fy) {
    return SplitWeights(MakeColumnWeights(fx, fy));
  }

  HWY_INLINE Mixed Inside(const Weights& weights, const TapQuads& taps) const {
    TapQuads mixed = {};
    for (int c = 0; c < kChannels; ++c) mixed.channels[c] = MixLanes(taps.channels[c], weights);
    return Interleaved<kChannels>(mixed);
  }

  // Taps in the order of `places`. Those that are `lost`, where any can be, are the fill value.
  template <bool kLosesTaps>
  HWY_INLINE Mixed Across(const Weights& weights, const TapQuads& taps, __m512i places,
                          __m512i lost) const {
    TapQuads kept = {};
    for (int c = 0; c < kChannels; ++c) {
      const __m512i read = _mm512_shuffle_epi8(taps.channels[c], places);
      kept.channels[c] = kLosesTaps ? _mm512_ternarylogic_epi32(lost, fill_, read, 0xCA) : read;
    }
    return Inside(weights, kept);
  }

  // Writes `stored` values, and up to 64 bytes where there is `room` for so many.
  static HWY_INLINE void Store(Mixed mixed, int stored, int room, uint8_t* to) {
    if (HWY_LIKELY(room >= 64)) return _mm512_storeu_si512(to, mixed);
    _mm512_mask_storeu_epi8(to, stored == 64 ? ~__mmask64{0} : (__mmask64{1} << stored) - 1, mixed);
  }

  // Writes eight pixels to `left` and the other eight behind the eight pixels at `right`.
  static HWY_INLINE void StoreHalves(Mixed mixed, uint8_t* left, uint8_t* right) {
    constexpr __mmask64 kHalf = (__mmask64{1} << 8 * kChannels) - 1;
    _mm512_mask_storeu_epi8(left, kHalf, mixed);
    _mm512_mask_storeu_epi8(right, kHalf << 8 * kChannels, mixed);
  }

 private:
  __m512i fill_;
};

#endif  // IMAGEPIPELINE_VNNI

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_BYTE_MIXER_INL_H_
