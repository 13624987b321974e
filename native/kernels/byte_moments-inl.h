// Sums and ranges of bytes, in integers: exact, so that no order matters.
#if defined(IMAGEPIPELINE_KERNELS_BYTE_MOMENTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_BYTE_MOMENTS_INL_H_
#undef IMAGEPIPELINE_KERNELS_BYTE_MOMENTS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_BYTE_MOMENTS_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/scalar_bytes.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Lane by lane sums of `bytes` in periods of kVectors vectors, after which the channels repeat.
template <size_t kVectors, bool kSquares>
class ByteSums {
 public:
  static constexpr size_t kLanes = HWY_LANES(uint16_t), kPeriod = kVectors * kLanes;
  // Periods until a lane of 16 bits may overflow: 257 * 255 = 65535.
  static constexpr size_t kMost = 257 * kPeriod;

  // At most kMost bytes, whole periods.
  static HWY_INLINE void Add(const uint8_t* bytes, size_t count, size_t channels, uint64_t* sums,
                             uint64_t* squares) {
    U16 lanes[kVectors];
    I32 pairs[kVectors], others[kVectors];
    for (size_t k = 0; k < kVectors; ++k) {
      lanes[k] = hn::Zero(hn::ScalableTag<uint16_t>());
      pairs[k] = others[k] = hn::Zero(hn::ScalableTag<int32_t>());
    }
    for (size_t i = 0; i < count; i += kPeriod) {
      for (size_t k = 0; k < kVectors; ++k)
        AddVector(bytes + i + k * kLanes, &lanes[k], &pairs[k], &others[k]);
    }
    alignas(64) uint16_t sum[kLanes];
    [[maybe_unused]] alignas(64) int32_t square[kLanes / 2];
    [[maybe_unused]] const hn::ScalableTag<int32_t> di;
    for (size_t k = 0; k < kVectors; ++k) {
      hn::Store(lanes[k], hn::ScalableTag<uint16_t>(), sum);
      for (size_t lane = 0; lane < kLanes; ++lane)
        sums[(k * kLanes + lane) % channels] += sum[lane];
      if constexpr (kSquares) {
        hn::Store(hn::Add(pairs[k], others[k]), di, square);
        for (const int32_t value : square) *squares += static_cast<uint32_t>(value);
      }
    }
  }

 private:
  using U16 = hn::Vec<hn::ScalableTag<uint16_t>>;
  using I32 = hn::Vec<hn::ScalableTag<int32_t>>;

  static HWY_INLINE void AddVector(const uint8_t* bytes, U16* lanes, I32* pairs, I32* others) {
    const hn::ScalableTag<uint16_t> du;
    const auto values = hn::PromoteTo(du, hn::LoadU(hn::Rebind<uint8_t, decltype(du)>(), bytes));
    *lanes = hn::Add(*lanes, values);
    if constexpr (kSquares) {
      const auto numbers = hn::BitCast(hn::ScalableTag<int16_t>(), values);
      *pairs = hn::ReorderWidenMulAccumulate(hn::ScalableTag<int32_t>(), numbers, numbers, *pairs,
                                             *others);
    }
  }
};

template <size_t kVectors, bool kSquares>
HWY_INLINE void AddByteSumsOf(const uint8_t* row, size_t values, size_t channels, uint64_t* sums,
                              uint64_t* squares) {
  using Sums = ByteSums<kVectors, kSquares>;
  size_t i = 0;
  while (values - i >= Sums::kPeriod) {
    const size_t count = HWY_MIN((values - i) / Sums::kPeriod * Sums::kPeriod, Sums::kMost);
    Sums::Add(row + i, count, channels, sums, squares);
    i += count;
  }
  // The channels repeat after a period, and its length is a multiple of theirs.
  imagepipeline::AddByteSums(row + i, (values - i) / channels, static_cast<int64_t>(channels), sums,
                             squares);
}

template <bool kSquares>
HWY_INLINE void AddByteSumsOf(const uint8_t* row, size_t pixels, int64_t channels, uint64_t* sums,
                              uint64_t* squares) {
  const auto count = static_cast<size_t>(channels);
  if (count == 3) return AddByteSumsOf<3, kSquares>(row, pixels * 3, count, sums, squares);
  if (count <= 4) return AddByteSumsOf<4, kSquares>(row, pixels * count, count, sums, squares);
  imagepipeline::AddByteSums(row, pixels, channels, sums, squares);
}

void AddByteSums(const uint8_t* row, size_t pixels, int64_t channels, uint64_t* sums,
                 uint64_t* squares) {
  if (squares == nullptr) return AddByteSumsOf<false>(row, pixels, channels, sums, squares);
  AddByteSumsOf<true>(row, pixels, channels, sums, squares);
}

// For channels that repeat after kVectors vectors.
template <size_t kVectors>
HWY_INLINE void WidenByPattern(const uint8_t* row, size_t values, size_t channels, uint8_t* lo,
                               uint8_t* hi) {
  const hn::ScalableTag<uint8_t> du;
  constexpr size_t kLanes = HWY_LANES(uint8_t), kPeriod = kVectors * kLanes;
  hn::Vec<decltype(du)> low[kVectors], high[kVectors];
  for (size_t k = 0; k < kVectors; ++k) {
    low[k] = hn::Set(du, 255);
    high[k] = hn::Zero(du);
  }
  size_t i = 0;
  for (; i + kPeriod <= values; i += kPeriod) {
    for (size_t k = 0; k < kVectors; ++k) {
      const auto bytes = hn::LoadU(du, row + i + k * kLanes);
      low[k] = hn::Min(low[k], bytes);
      high[k] = hn::Max(high[k], bytes);
    }
  }
  if (i > 0) {
    alignas(64) uint8_t lows[kPeriod], highs[kPeriod];
    for (size_t k = 0; k < kVectors; ++k) {
      hn::Store(low[k], du, lows + k * kLanes);
      hn::Store(high[k], du, highs + k * kLanes);
    }
    for (size_t k = 0; k < kPeriod; ++k) {
      lo[k % channels] = HWY_MIN(lo[k % channels], lows[k]);
      hi[k % channels] = HWY_MAX(hi[k % channels], highs[k]);
    }
  }
  imagepipeline::WidenByteRanges(row + i, (values - i) / channels, static_cast<int64_t>(channels),
                                 lo, hi);
}

void WidenByteRanges(const uint8_t* row, size_t pixels, int64_t channels, uint8_t* lo,
                     uint8_t* hi) {
  const auto count = static_cast<size_t>(channels);
  if (count == 3) return WidenByPattern<3>(row, pixels * 3, count, lo, hi);
  if (count <= 4) return WidenByPattern<1>(row, pixels * count, count, lo, hi);
  imagepipeline::WidenByteRanges(row, pixels, channels, lo, hi);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_BYTE_MOMENTS_INL_H_
