// Bilinear samples of bytes across a constant border, sixteen pixels at a time: the two taps of an
// axis are read where both are inside, and those that are not become the fill value. For targets
// with VNNI.
#if defined(IMAGEPIPELINE_KERNELS_BYTE_CUTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_BYTE_CUTS_INL_H_
#undef IMAGEPIPELINE_KERNELS_BYTE_CUTS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_BYTE_CUTS_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/vnni.h"

IMAGEPIPELINE_BEFORE_VNNI_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {

#if IMAGEPIPELINE_VNNI

// The taps i and i + 1 of sixteen pixels along one axis, read at `pair` and pair + 1.
struct AxisCut {
  __m512i pair;
  // Each tap that is not lost was read in the other's place.
  __mmask16 swaps;
  __mmask16 first_lost, second_lost;
  // No pixel needs more than these two, see AxisFold.
  static constexpr __mmask16 fails = 0;
};

// Of an axis of at least two pixels.
HWY_INLINE AxisCut CutPairs(__m512i i, int32_t size) {
  const __m512i beyond = _mm512_set1_epi32(size);
  const __m512i pair =
      _mm512_min_epi32(_mm512_max_epi32(i, _mm512_setzero_si512()), _mm512_set1_epi32(size - 2));
  // Unsigned, negative indices are beyond too.
  return {pair, _mm512_cmpneq_epi32_mask(pair, i), _mm512_cmpge_epu32_mask(i, beyond),
          _mm512_cmpge_epu32_mask(_mm512_add_epi32(i, _mm512_set1_epi32(1)), beyond)};
}

// The order of _mm512_shuffle_epi8() that puts the bytes of all quads into their places: bit 0 is
// the column, bit 1 the row.
HWY_INLINE __m512i CutPlaces(const AxisCut& columns, const AxisCut& rows) {
  const __m512i own =
      _mm512_broadcast_i32x4(_mm_setr_epi32(0x03020100, 0x07060504, 0x0B0A0908, 0x0F0E0D0C));
  const __m512i order =
      _mm512_mask_xor_epi32(own, columns.swaps, own, _mm512_set1_epi32(0x01010101));
  return _mm512_mask_xor_epi32(order, rows.swaps, order, _mm512_set1_epi32(0x02020202));
}

// All bits of the bytes of every quad that are lost.
HWY_INLINE __m512i LostBytes(const AxisCut& columns, const AxisCut& rows) {
  const auto also = [](__m512i lost, __mmask16 pixels, uint32_t bytes) IMAGEPIPELINE_INLINE_LAMBDA {
    return _mm512_mask_or_epi32(lost, pixels, lost, _mm512_set1_epi32(static_cast<int>(bytes)));
  };
  __m512i lost = _mm512_maskz_set1_epi32(columns.first_lost, 0x00FF00FF);
  lost = also(lost, columns.second_lost, 0xFF00FF00);
  lost = also(lost, rows.first_lost, 0x0000FFFF);
  return also(lost, rows.second_lost, 0xFFFF0000);
}

#endif  // IMAGEPIPELINE_VNNI

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_BYTE_CUTS_INL_H_
