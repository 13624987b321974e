// Where the taps of sixteen pixels across a border lie along one axis: the two are read as
// neighbours inside the image and then put where they belong. For targets with AVX-512.
#if defined(IMAGEPIPELINE_KERNELS_AXIS_PAIRS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_AXIS_PAIRS_INL_H_
#undef IMAGEPIPELINE_KERNELS_AXIS_PAIRS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_AXIS_PAIRS_INL_H_
#endif

#include "core/border.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {

#if HWY_TARGET <= HWY_AVX3

// The taps i and i + 1 of sixteen pixels along one axis of at least two pixels. Where they are not
// lost they are read at `pair` and pair + 1, which always lie inside.
struct AxisPairs {
  __m512i pair;
  // The first tap is read at pair + 1, the second one at `pair`.
  __mmask16 first_moves, second_moves;
  // Taps that are the fill value.
  __mmask16 first_lost, second_lost;
  // Pixels whose taps are the last one and the first one.
  __mmask16 torn;
  // Pixels more than one image away.
  __mmask16 far;
};

// The first `count` of sixteen lanes, or all of them.
HWY_INLINE __mmask16 FirstOf(int count) {
  return static_cast<__mmask16>(count >= 16 ? 0xFFFF : (1 << count) - 1);
}

// Calls visit(lane) for those of a mask.
template <class Visit>
HWY_INLINE void ForEachLane(__mmask16 mask, const Visit& visit) {
  for (uint32_t rest = mask; rest != 0; rest &= rest - 1)
    visit(static_cast<int>(hwy::Num0BitsBelowLS1Bit_Nonzero32(rest)));
}

HWY_INLINE __m512i InsidePair(__m512i pair, int32_t size) {
  return _mm512_min_epi32(_mm512_max_epi32(pair, _mm512_setzero_si512()),
                          _mm512_set1_epi32(size - 2));
}

// Of a constant border.
HWY_INLINE AxisPairs CutPairs(__m512i i, int32_t size) {
  const __m512i beyond = _mm512_set1_epi32(size), pair = InsidePair(i, size);
  const __mmask16 swaps = _mm512_cmpneq_epi32_mask(pair, i);
  // Unsigned, negative indices are beyond too.
  return {pair,
          swaps,
          swaps,
          _mm512_cmpge_epu32_mask(i, beyond),
          _mm512_cmpge_epu32_mask(_mm512_add_epi32(i, _mm512_set1_epi32(1)), beyond),
          0,
          0};
}

// Of a border that repeats the image.
HWY_INLINE AxisPairs FoldPairs(FillMode mode, __m512i i, int32_t size) {
  const __m512i minus_one = _mm512_set1_epi32(-1), last = _mm512_set1_epi32(size - 1);
  const __mmask16 first_below = _mm512_cmplt_epi32_mask(i, _mm512_setzero_si512());
  const __mmask16 both_below = _mm512_cmplt_epi32_mask(i, minus_one);
  const __mmask16 second_above = _mm512_cmpge_epi32_mask(i, last);
  const __mmask16 both_above = _mm512_cmpgt_epi32_mask(i, last);
  if (mode == FillMode::kNearest)
    return {InsidePair(i, size), second_above, first_below, 0, 0, 0, 0};
  const auto far = static_cast<__mmask16>(_mm512_cmplt_epi32_mask(i, _mm512_set1_epi32(-size)) |
                                          _mm512_cmpgt_epi32_mask(_mm512_sub_epi32(i, last), last));
  if (mode == FillMode::kReflect) {
    const __m512i low = _mm512_set1_epi32(-2), high = _mm512_set1_epi32(2 * size - 2);
    __m512i pair = _mm512_mask_sub_epi32(i, both_below, low, i);
    pair = _mm512_mask_sub_epi32(pair, both_above, high, i);
    return {InsidePair(pair, size),
            static_cast<__mmask16>(both_below | second_above),
            static_cast<__mmask16>(first_below | both_above),
            0,
            0,
            0,
            far};
  }
  const __m512i image = _mm512_set1_epi32(size);
  __m512i pair = _mm512_mask_add_epi32(i, both_below, i, image);
  pair = _mm512_mask_sub_epi32(pair, both_above, i, image);
  const auto torn =
      static_cast<__mmask16>((first_below & ~both_below) | (second_above & ~both_above));
  return {InsidePair(pair, size), 0, 0, 0, 0, torn, far};
}

#endif  // HWY_TARGET <= HWY_AVX3

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_AXIS_PAIRS_INL_H_
