// The taps of sixteen pixels of 3 or 4 bytes, a channel of all of them in a vector, for targets
// with VNNI.
#if defined(IMAGEPIPELINE_KERNELS_TAP_QUADS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_TAP_QUADS_INL_H_
#undef IMAGEPIPELINE_KERNELS_TAP_QUADS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_TAP_QUADS_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/inline_lambda.h"
#include "kernels/vnni.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {

#if IMAGEPIPELINE_VNNI

// The taps of a pixel, eight bytes of each row.
HWY_INLINE __m128i PixelTaps(const uint8_t* upper, const uint8_t* lower) {
  const __m128i low = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(upper));
  return _mm_castps_si128(
      _mm_loadh_pi(_mm_castsi128_ps(low), reinterpret_cast<const __m64*>(lower)));
}

// Of four pixels, four places apart in `offsets`.
HWY_INLINE __m512i FourPixelTaps(const uint8_t* row, const uint8_t* next_row,
                                 const uint32_t* offsets) {
  const auto taps = [&](int k) IMAGEPIPELINE_INLINE_LAMBDA {
    return PixelTaps(row + offsets[4 * k], next_row + offsets[4 * k]);
  };
  const auto two = [&](int k) IMAGEPIPELINE_INLINE_LAMBDA {
    return _mm256_inserti128_si256(_mm256_castsi128_si256(taps(k)), taps(k + 1), 1);
  };
  return _mm512_inserti64x4(_mm512_castsi256_si512(two(0)), two(2), 1);
}

// Of sixteen pixels, the four taps of channel c of each in a lane of channels[c].
struct TapQuads {
  __m512i channels[4];
};

// The bytes of the taps a, b, c and d of every channel, of which the first is at `skipped`.
template <int kChannels>
HWY_INLINE __m512i QuadOrder(int8_t skipped) {
  alignas(16) static constexpr auto kOrder = [] {
    struct Order {
      int8_t bytes[16];
    } order = {};
    for (int i = 0; i < 16; ++i) {
      const int channel = i / 4 % kChannels;
      order.bytes[i] = static_cast<int8_t>(channel + i % 2 * kChannels + i % 4 / 2 * 8);
    }
    return order;
  }();
  const __m128i order = _mm_load_si128(reinterpret_cast<const __m128i*>(kOrder.bytes));
  return _mm512_add_epi8(_mm512_broadcast_i32x4(order), _mm512_set1_epi8(skipped));
}

HWY_INLINE TapQuads LoadQuads(const uint8_t* row, const uint8_t* next_row, const uint32_t* offsets,
                              __m512i order) {
  const auto quads = [&](int k) IMAGEPIPELINE_INLINE_LAMBDA {
    return _mm512_shuffle_epi8(FourPixelTaps(row, next_row, offsets + k), order);
  };
  // Transposed, so that lane 4 block + k is pixel 4 block + k.
  const __m512i v0 = quads(0), v1 = quads(1), v2 = quads(2), v3 = quads(3);
  const __m512i low01 = _mm512_unpacklo_epi32(v0, v1), low23 = _mm512_unpacklo_epi32(v2, v3);
  const __m512i high01 = _mm512_unpackhi_epi32(v0, v1), high23 = _mm512_unpackhi_epi32(v2, v3);
  return {{_mm512_unpacklo_epi64(low01, low23), _mm512_unpackhi_epi64(low01, low23),
           _mm512_unpacklo_epi64(high01, high23), _mm512_unpackhi_epi64(high01, high23)}};
}

#endif  // IMAGEPIPELINE_VNNI

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_TAP_QUADS_INL_H_
