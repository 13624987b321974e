// Bilinear samples of bytes across a border that repeats the image, sixteen pixels at a time: the
// two taps of an axis stay neighbours, and what the border does to them is done to their weights.
// For targets with VNNI.
#if defined(IMAGEPIPELINE_KERNELS_BYTE_FOLDS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_BYTE_FOLDS_INL_H_
#undef IMAGEPIPELINE_KERNELS_BYTE_FOLDS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_BYTE_FOLDS_INL_H_
#endif

#include "core/border.h"
#include "hwy/highway.h"
#include "kernels/vnni.h"

IMAGEPIPELINE_BEFORE_VNNI_NAMESPACE();
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

// What becomes of the taps i and i + 1 of sixteen pixels along one axis: they are read at `pair`
// and pair + 1, which always lie inside. The weight of the first place is what it keeps of its own
// and what it takes of the other.
struct AxisFold {
  __m512i pair;
  __mmask16 first_keeps, first_takes, second_keeps, second_takes;
  // Pixels whose taps are not neighbours, or more than one image away.
  __mmask16 fails;
};

// Of an axis of at least two pixels.
HWY_INLINE AxisFold FoldPairs(FillMode mode, __m512i i, int32_t size) {
  const __m512i minus_one = _mm512_set1_epi32(-1), last = _mm512_set1_epi32(size - 1);
  const __mmask16 before = _mm512_cmpeq_epi32_mask(i, minus_one);
  const __mmask16 at_last = _mm512_cmpeq_epi32_mask(i, last);
  const __mmask16 below = _mm512_cmplt_epi32_mask(i, minus_one);
  const __mmask16 above = _mm512_cmpgt_epi32_mask(i, last);
  const auto far = static_cast<__mmask16>(_mm512_cmplt_epi32_mask(i, _mm512_set1_epi32(-size)) |
                                          _mm512_cmpgt_epi32_mask(_mm512_sub_epi32(i, last), last));
  const auto inside = static_cast<__mmask16>(~(before | at_last | below | above));
  AxisFold fold = {i, inside, 0, inside, 0, 0};
  switch (mode) {
    case FillMode::kConstant:  // CutPairs()
      break;
    case FillMode::kNearest:
      fold.first_takes = before | below;
      fold.second_takes = at_last | above;
      fold.first_keeps |= fold.first_takes;
      fold.second_keeps |= fold.second_takes;
      break;
    case FillMode::kReflect: {
      const __m512i low = _mm512_set1_epi32(-2), high = _mm512_set1_epi32(2 * size - 2);
      fold.pair = _mm512_mask_sub_epi32(fold.pair, below, low, i);
      fold.pair = _mm512_mask_sub_epi32(fold.pair, above, high, i);
      fold.first_keeps |= before;
      fold.second_keeps |= at_last;
      fold.first_takes = before | below | above;
      fold.second_takes = at_last | below | above;
      fold.fails = far;
      break;
    }
    case FillMode::kWrap:
      fold.pair = _mm512_mask_add_epi32(fold.pair, below, i, _mm512_set1_epi32(size));
      fold.pair = _mm512_mask_sub_epi32(fold.pair, above, i, _mm512_set1_epi32(size));
      fold.first_keeps |= below | above;
      fold.second_keeps = fold.first_keeps;
      fold.fails = far | before | at_last;
      break;
  }
  fold.pair = _mm512_min_epi32(_mm512_max_epi32(fold.pair, _mm512_setzero_si512()),
                               _mm512_set1_epi32(size - 2));
  return fold;
}

// Sums that do not fit become 65535: such a weight has all there is.
HWY_INLINE ColumnWeights FoldColumns(const AxisFold& fold, const ColumnWeights& weights) {
  return {_mm512_adds_epu16(_mm512_maskz_mov_epi32(fold.first_keeps, weights.left),
                            _mm512_maskz_mov_epi32(fold.first_takes, weights.right)),
          _mm512_adds_epu16(_mm512_maskz_mov_epi32(fold.second_keeps, weights.right),
                            _mm512_maskz_mov_epi32(fold.second_takes, weights.left))};
}

HWY_INLINE ColumnWeights FoldRows(const AxisFold& fold, const ColumnWeights& weights) {
  // The words of the first and of the second row where each of them is meant.
  const auto words = [](__mmask16 first, __mmask16 second) HWY_ATTR {
    return _mm512_or_si512(_mm512_maskz_set1_epi32(first, 0xFFFF),
                           _mm512_maskz_set1_epi32(second, static_cast<int>(0xFFFF0000)));
  };
  const __m512i keeps = words(fold.first_keeps, fold.second_keeps);
  const __m512i takes = words(fold.first_takes, fold.second_takes);
  const auto folded = [&](__m512i column) HWY_ATTR {
    return _mm512_adds_epu16(_mm512_and_si512(column, keeps),
                             _mm512_and_si512(_mm512_rol_epi32(column, 16), takes));
  };
  return {folded(weights.left), folded(weights.right)};
}

#endif  // IMAGEPIPELINE_VNNI

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_BYTE_FOLDS_INL_H_
