// The vertical half of a resize of uint8 in strips: rows of results out of rows between.
#if defined(IMAGEPIPELINE_KERNELS_STRIP_ROWS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_STRIP_ROWS_INL_H_
#undef IMAGEPIPELINE_KERNELS_STRIP_ROWS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_STRIP_ROWS_INL_H_
#endif

#include <limits>

#include "hwy/highway.h"
#include "kernels/byte_axis.h"
#include "kernels/strip_words-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The RowMix of two entries, given with their signs changed, as bytes.
HWY_INLINE StripVector Mixed(StripVector a, StripVector b, const RowMix& mix) {
  const StripWords d;
  constexpr int kBits = kByteSumBits + 2 - 16;
  const auto change = hn::Sub(b, a), factor = hn::Set(d, mix.factor);
  const auto near = hn::Add(a, hn::And(change, hn::Set(d, mix.second)));
  const auto whole = hn::Sub(hn::MulHigh(change, factor), near);
  const auto rest = hn::Mul(change, factor);
  // RoundedByte(): halves that would go up to an odd number are made smaller.
  const auto above = hn::Add(whole, hn::Set(d, 1 << (kBits - 1)));
#if HWY_TARGET == HWY_AVX3_DL
  const __m512i odd = _mm512_set1_epi16(1 << kBits);
  const __m512i kept = _mm512_ternarylogic_epi32(rest.raw, whole.raw, odd, 0xF0 | 0x88);
  const __mmask32 goes_down = _mm512_testn_epi16_mask(kept, kept);
  return hn::ShiftRight<kBits>(
      StripVector{_mm512_mask_sub_epi16(above.raw, goes_down, above.raw, _mm512_set1_epi16(1))});
#else
  const auto kept = hn::Or(rest, hn::And(whole, hn::Set(d, 1 << kBits)));
  const auto goes_down = hn::VecFromMask(d, hn::Eq(kept, hn::Zero(d)));
  return hn::ShiftRight<kBits>(hn::Add(above, goes_down));
#endif
}

// RoundedByte() in every lane, of sums to which half a unit has been added.
HWY_INLINE hn::Vec<StripSums> RoundedSums(hn::Vec<StripSums> sums) {
  const StripSums di;
  const auto lost = hn::ShiftLeft<31 - kByteSumBits>(sums);
  const auto is_half = hn::Eq(lost, hn::Set(di, std::numeric_limits<int32_t>::min()));
  return hn::ShiftRight<kByteSumBits>(hn::Add(sums, hn::VecFromMask(di, is_half)));
}

// Result rows [begin, end) of a strip, of kPairs pairs of rows between each; 0: of any number.
// `between` holds them from row `first` on.
template <size_t kPairs>
HWY_INLINE void CombineMany(const ByteBand& band, const int16_t* between, int64_t first,
                            int64_t begin, int64_t end, uint8_t* out) {
  const StripWords d;
  const StripSums di;
  const auto pairs = kPairs == 0 ? static_cast<size_t>(band.rows->taps / 2) : kPairs;
  for (int64_t y = begin; y < end; ++y, out += band.picks->values) {
    const int16_t* from =
        between + (band.rows->first[static_cast<size_t>(y)] - first) * kStripLanes;
    const int16_t* weights = band.rows->weights.data() + y * band.rows->taps;
    auto low = hn::Set(di, kByteSumHalf), high = low;
    for (size_t p = 0; p < pairs; ++p, from += 2 * kStripLanes) {
      const auto a = hn::Load(d, from), b = hn::Load(d, from + kStripLanes);
      int32_t pair;
      hwy::CopyBytes<sizeof(pair)>(weights + 2 * p, &pair);
      const auto both = hn::BitCast(d, hn::Set(di, pair));
      // Interleaved in every 128 bits, and put together again there.
      low = AddPairs(low, hn::InterleaveLower(d, a, b), both);
      high = AddPairs(high, hn::InterleaveUpper(d, a, b), both);
    }
    StoreBytes(hn::ReorderDemote2To(d, RoundedSums(low), RoundedSums(high)), out);
  }
}

HWY_INLINE void CombineTwo(const ByteBand& band, const int16_t* between, int64_t first,
                           int64_t begin, int64_t end, uint8_t* out) {
  const StripWords d;
  for (int64_t y = begin; y < end; ++y, out += band.picks->values) {
    const int16_t* from =
        between + (band.rows->first[static_cast<size_t>(y)] - first) * kStripLanes;
    const auto a = hn::Neg(hn::Load(d, from)), b = hn::Neg(hn::Load(d, from + kStripLanes));
    StoreBytes(Mixed(a, b, band.mixes[y]), out);
  }
}

HWY_NOINLINE void CombineBetween(const ByteBand& band, const int16_t* between, int64_t first,
                                 int64_t begin, int64_t end, uint8_t* out) {
  switch (band.rows->taps) {
    case 2:
      return CombineTwo(band, between, first, begin, end, out);
    case 4:
      return CombineMany<2>(band, between, first, begin, end, out);
    case 6:
      return CombineMany<3>(band, between, first, begin, end, out);
    default:
      return CombineMany<0>(band, between, first, begin, end, out);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_STRIP_ROWS_INL_H_
