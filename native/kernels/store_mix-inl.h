// Groups of mixed bytes, as MixQuads() yields them, rounded and stored without the empty lanes.
#if defined(IMAGEPIPELINE_KERNELS_STORE_MIX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_STORE_MIX_INL_H_
#undef IMAGEPIPELINE_KERNELS_STORE_MIX_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_STORE_MIX_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/byte_weights-inl.h"
#include "kernels/taps-inl.h"
#include "kernels/vnni.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Writes the bytes of a group; what spills over belongs to pixels that are written later.
template <int64_t kChannels, class V>
HWY_INLINE void StoreBytes(V v, uint8_t* out) {
  const hn::Rebind<uint8_t, hn::DFromV<V>> d;
  auto bytes = hn::DemoteTo(d, RoundedMix(v));
  if constexpr (kChannels == 3 && kGroupPixels > 1) {
    alignas(16) static constexpr uint8_t kOrder[16] = {0,  1,  2,  4,  5,  6,  8,  9,
                                                       10, 12, 13, 14, 15, 15, 15, 15};
    // For two pixels only the first eight entries count.
    bytes = hn::TableLookupBytes(bytes, hn::LoadU(d, kOrder));
  }
  hn::StoreU(bytes, d, out);
}

#if IMAGEPIPELINE_VNNI
// RoundedMix() of two vectors as words, blocks of 64 bits of the one and the other in turn, as a
// pack would have them.
HWY_INLINE __m512i RoundedWords(__m512i a, __m512i b) {
  alignas(64) static constexpr auto kOrder = [] {
    struct Order {
      uint16_t low[32], high[32];
    } order = {};
    for (int i = 0; i < 32; ++i) {
      order.low[i] = static_cast<uint16_t>(i / 8 * 8 + i % 4 * 2 + i % 8 / 4 * 32);
      order.high[i] = static_cast<uint16_t>(order.low[i] + 1);
    }
    return order;
  }();
  const __m512i raised = _mm512_permutex2var_epi16(a, _mm512_load_si512(kOrder.high), b);
  const __m512i fraction = _mm512_permutex2var_epi16(a, _mm512_load_si512(kOrder.low), b);
  const __mmask32 ties = _mm512_testn_epi16_mask(fraction, fraction);
  return _mm512_andnot_si512(_mm512_maskz_mov_epi16(ties, _mm512_set1_epi16(1)), raised);
}
#endif

// The bytes of four groups at once.
template <int64_t kChannels, class V>
HWY_INLINE void StoreByteQuad(V v0, V v1, V v2, V v3, uint8_t* out) {
#if IMAGEPIPELINE_VNNI
  alignas(64) static constexpr auto kOrder = [] {
    struct Order {
      uint8_t bytes[64];
    } order = {};
    // After the pack, dword 4 block + group has the pixel `block` of the group.
    for (int i = 0; i < 16 * kChannels; ++i) {
      const int pixel = i / static_cast<int>(kChannels), c = i % static_cast<int>(kChannels);
      order.bytes[i] = static_cast<uint8_t>(16 * (pixel % 4) + 4 * (pixel / 4) + c);
    }
    return order;
  }();
  const __m512i first = RoundedWords(v0.raw, v1.raw), second = RoundedWords(v2.raw, v3.raw);
  const __m512i packed = _mm512_packus_epi16(first, second);
  _mm512_storeu_si512(out, _mm512_permutexvar_epi8(_mm512_load_si512(kOrder.bytes), packed));
#else
  constexpr int64_t kStep = kGroupPixels * kChannels;
  StoreBytes<kChannels>(v0, out);
  StoreBytes<kChannels>(v1, out + kStep);
  StoreBytes<kChannels>(v2, out + 2 * kStep);
  StoreBytes<kChannels>(v3, out + 3 * kStep);
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_STORE_MIX_INL_H_
