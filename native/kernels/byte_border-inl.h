// Puts the taps of sixteen pixels of bytes across a border where they belong: they are read as
// neighbours inside the image. For targets with VNNI.
#if defined(IMAGEPIPELINE_KERNELS_BYTE_BORDER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_BYTE_BORDER_INL_H_
#undef IMAGEPIPELINE_KERNELS_BYTE_BORDER_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_BYTE_BORDER_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/axis_pairs-inl.h"
#include "kernels/inline_lambda.h"
#include "kernels/vnni.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {

#if IMAGEPIPELINE_VNNI

// The order of _mm512_shuffle_epi8() that puts the bytes of all quads into their places: bit 0 is
// the column, bit 1 the row.
HWY_INLINE __m512i QuadPlaces(const AxisPairs& columns, const AxisPairs& rows) {
  const auto moved = [](__m512i order, __mmask16 moves, int bits) IMAGEPIPELINE_INLINE_LAMBDA {
    return _mm512_mask_xor_epi32(order, moves, order, _mm512_set1_epi32(bits));
  };
  __m512i order =
      _mm512_broadcast_i32x4(_mm_setr_epi32(0x03020100, 0x07060504, 0x0B0A0908, 0x0F0E0D0C));
  order = moved(order, columns.first_moves, 0x00010001);
  order = moved(order, columns.second_moves, 0x01000100);
  order = moved(order, rows.first_moves, 0x00000202);
  return moved(order, rows.second_moves, 0x02020000);
}

// All bits of the bytes of every quad that are lost.
HWY_INLINE __m512i LostBytes(const AxisPairs& columns, const AxisPairs& rows) {
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

#endif  // IMAGEPIPELINE_KERNELS_BYTE_BORDER_INL_H_
