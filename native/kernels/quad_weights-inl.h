// The weights of sixteen pixels of bytes as the products of quads want them. For targets with VNNI.
#if defined(IMAGEPIPELINE_KERNELS_QUAD_WEIGHTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_QUAD_WEIGHTS_INL_H_
#undef IMAGEPIPELINE_KERNELS_QUAD_WEIGHTS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_QUAD_WEIGHTS_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/vnni.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {

#if IMAGEPIPELINE_VNNI

// MakeByteWeights() of sixteen pixels: in each lane the words a and c of the left taps, the upper
// one first, and b and d of the right ones.
struct ColumnWeights {
  __m512i left, right;
};

// Of fractions in 1/2^32, which are cut to 1/65536.
HWY_INLINE ColumnWeights MakeColumnWeights(__m512i fx, __m512i fy) {
  const __m512i second = _mm512_set1_epi32(static_cast<int>(0xFFFF0000));
  const __m512i right = _mm512_srli_epi32(fx, 16), lower = _mm512_srli_epi32(fy, 16);
  // Either word `right`.
  const __m512i rights = _mm512_ternarylogic_epi32(second, fx, right, 0xCA);
  // 65535 - lower and lower, then 65536 - lower, cut to 16 bits.
  const __m512i inverse = _mm512_ternarylogic_epi32(second, fy, lower, 0xC5);
  const __m512i rows = _mm512_adds_epu16(inverse, _mm512_set1_epi32(1));
  const __m512i b_and_d = _mm512_mulhi_epu16(rights, rows);
  const __m512i left = _mm512_sub_epi16(rows, b_and_d);
  // The cut made b one too small.
  const __mmask16 cut = _mm512_testn_epi32_mask(fy, second);
  return {left, _mm512_mask_mov_epi32(b_and_d, cut, right)};
}

// The low and the high bytes of the weights of a, b, c and d, in this order.
struct ByteQuadWeights {
  __m512i low, high;
};

HWY_INLINE ByteQuadWeights SplitWeights(const ColumnWeights& weights) {
  const __m512i even = _mm512_set1_epi16(0xFF);
  const __m512i left_high = _mm512_srli_epi16(weights.left, 8);
  const __m512i right_low = _mm512_slli_epi16(weights.right, 8);
  return {_mm512_ternarylogic_epi32(even, weights.left, right_low, 0xCA),
          _mm512_ternarylogic_epi32(even, left_high, weights.right, 0xCA)};
}

#endif  // IMAGEPIPELINE_VNNI

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_QUAD_WEIGHTS_INL_H_
