// The horizontal half of a resize of uint8 in strips: entries of the row between, of one strip.
#if defined(IMAGEPIPELINE_KERNELS_STRIP_COLUMNS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_STRIP_COLUMNS_INL_H_
#undef IMAGEPIPELINE_KERNELS_STRIP_COLUMNS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_STRIP_COLUMNS_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/byte_axis.h"
#include "kernels/strip_words-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Of two taps each.
template <bool kWide>
class TwoTapColumns {
 public:
  HWY_INLINE TwoTapColumns(const BytePicks& picks, size_t strip)
      : begin_(picks.begin.data() + strip * kStripWindows),
        places_(LoadWords(picks.places.data() + strip * kStripLanes)),
        weights_(LoadWords(picks.weights.data() + strip * kStripLanes)) {}

  // 128 times the near tap, and the rounded (far - near) * weight / 128, with the sign changed,
  // which costs nothing: -BetweenHalves().
  HWY_INLINE StripVector Negative(const uint8_t* row) const {
    const StripWords d;
    const auto taps = ByteWindows<kWide>(row, begin_).Pairs(places_);
    const auto near = BytePairSums(taps, hn::Set(d, 0x0080));
    // 64 * (near - far).
    const auto change = BytePairSums(taps, hn::Set(d, static_cast<int16_t>(0xC040)));
    return hn::Sub(near, hn::MulFixedPoint15(change, weights_));
  }

  HWY_INLINE StripVector Between(const uint8_t* row) const { return hn::Neg(Negative(row)); }

 private:
  const int32_t* begin_;
  StripVector places_, weights_;
};

HWY_INLINE StripVector InOrder(hn::Vec<StripSums> low, hn::Vec<StripSums> high) {
#if HWY_TARGET == HWY_AVX3_DL
  const __m512i lower = _mm512_castsi256_si512(_mm512_cvtepi32_epi16(low.raw));
  return StripVector{_mm512_inserti64x4(lower, _mm512_cvtepi32_epi16(high.raw), 1)};
#elif HWY_MAX_BYTES == 16
  return hn::ReorderDemote2To(StripWords(), low, high);
#else
  const auto words = hn::ReorderDemote2To(StripWords(), low, high);
  return StripVector{_mm256_permute4x64_epi64(words.raw, _MM_SHUFFLE(3, 1, 2, 0))};
#endif
}

// Of kPairs pairs of taps; 0: of any number.
template <bool kWide, size_t kPairs>
class MoreTapColumns {
 public:
  HWY_INLINE MoreTapColumns(const BytePicks& picks, size_t strip)
      : pairs_(kPairs == 0 ? picks.pairs : kPairs),
        begin_(picks.begin.data() + strip * (kStripForm.widens ? 1 : pairs_) * 2 * kStripWindows),
        places_(picks.places.data() + strip * pairs_ * 2 * kStripLanes),
        weights_(picks.weights.data() + strip * pairs_ * 2 * kStripLanes) {
    if (kPairs == 0) return;
    for (size_t i = 0; i < 2 * kPairs; ++i) {
      held_places_[i] = LoadWords(places_ + i * kStripLanes);
      held_weights_[i] = LoadWords(weights_ + i * kStripLanes);
    }
  }

  HWY_INLINE StripVector Between(const uint8_t* row) const {
    const auto low = hn::ShiftRight<kBetweenBits>(Sums(row, 0));
    const auto high = hn::ShiftRight<kBetweenBits>(Sums(row, 1));
    return InOrder(low, high);
  }

 private:
  HWY_INLINE hn::Vec<StripSums> Sums(const uint8_t* row, size_t half) const {
    const int32_t* begin = begin_ + half * kStripWindows;
    ByteWindows<kWide> windows(row, begin);
    auto sum = hn::Set(StripSums(), kBetweenHalf);
    for (size_t p = 0; p < (kPairs == 0 ? pairs_ : kPairs); ++p) {
      if (!kStripForm.widens && p > 0)
        windows = ByteWindows<kWide>(row, begin + p * 2 * kStripWindows);
      const size_t i = 2 * p + half;
      if constexpr (kPairs == 0) {
        sum = AddPairs(sum, windows.Words(LoadWords(places_ + i * kStripLanes)),
                       LoadWords(weights_ + i * kStripLanes));
      } else {
        sum = AddPairs(sum, windows.Words(held_places_[i]), held_weights_[i]);
      }
    }
    return sum;
  }

  size_t pairs_;
  const int32_t* begin_;
  const uint16_t* places_;
  const int16_t* weights_;
  StripVector held_places_[kPairs == 0 ? 1 : 2 * kPairs];
  StripVector held_weights_[kPairs == 0 ? 1 : 2 * kPairs];
};

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_STRIP_COLUMNS_INL_H_
