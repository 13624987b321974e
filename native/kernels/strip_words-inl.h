// The vectors of a resize of uint8 in strips (kernels/byte_axis.h), and how they are filled, added
// up and stored.
#if defined(IMAGEPIPELINE_KERNELS_STRIP_WORDS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_STRIP_WORDS_INL_H_
#undef IMAGEPIPELINE_KERNELS_STRIP_WORDS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_STRIP_WORDS_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/byte_axis.h"
#include "kernels/pair_products-inl.h"
#include "kernels/vnni.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Wider vectors without VBMI would be put together of too many windows.
constexpr int64_t kStripLanes = HWY_TARGET == HWY_AVX3_DL ? 32 : HWY_MAX_BYTES == 16 ? 8 : 16;
using StripWords = hn::CappedTag<int16_t, kStripLanes>;
using StripBytes = hn::Repartition<uint8_t, StripWords>;
using StripSums = hn::Repartition<int32_t, StripWords>;
using StripVector = hn::Vec<StripWords>;

constexpr StripForm kStripForm = {
    .strip = kStripLanes,
    .window = HWY_TARGET == HWY_AVX3_DL ? 64 : 16,
    .widens = HWY_TARGET == HWY_AVX3_DL,
};
// Windows of one vector.
constexpr size_t kStripWindows = kStripLanes * 2 / kStripForm.window;

HWY_INLINE StripVector LoadWords(const void* from) {
  return hn::LoadU(StripWords(), static_cast<const int16_t*>(from));
}

// The bytes that `places` name, of the windows at begin[0], begin[1], ...; kNoPlace is 0.
template <bool kWide>
class ByteWindows {
 public:
#if HWY_TARGET == HWY_AVX3_DL
  HWY_INLINE ByteWindows(const uint8_t* row, const int32_t* begin)
      : low_(_mm512_loadu_si512(row + *begin)),
        high_(kWide ? _mm512_loadu_si512(row + *begin + 64) : low_) {}

  // Every byte is a place.
  HWY_INLINE StripVector Pairs(StripVector places) const {
    return StripVector{kWide ? _mm512_permutex2var_epi8(low_, places.raw, high_)
                             : _mm512_permutexvar_epi8(places.raw, low_)};
  }

  // Every other byte is one.
  HWY_INLINE StripVector Words(StripVector places) const {
    constexpr __mmask64 kEven = 0x5555555555555555;
    return StripVector{kWide ? _mm512_maskz_permutex2var_epi8(kEven, low_, places.raw, high_)
                             : _mm512_maskz_permutexvar_epi8(kEven, places.raw, low_)};
  }

 private:
  __m512i low_, high_;
#else
  HWY_INLINE ByteWindows(const uint8_t* row, const int32_t* begin) : bytes_(Load(row, begin)) {}

  HWY_INLINE StripVector Pairs(StripVector places) const { return Words(places); }

  HWY_INLINE StripVector Words(StripVector places) const {
    const StripBytes d;
    return hn::BitCast(StripWords(), hn::TableLookupBytesOr0(bytes_, hn::BitCast(d, places)));
  }

 private:
  static HWY_INLINE hn::Vec<StripBytes> Load(const uint8_t* row, const int32_t* begin) {
    const hn::Full128<uint8_t> d;
#if HWY_MAX_BYTES == 16
    return hn::LoadU(d, row + *begin);
#else
    return hn::Combine(StripBytes(), hn::LoadU(d, row + begin[1]), hn::LoadU(d, row + begin[0]));
#endif
  }

  hn::Vec<StripBytes> bytes_;
#endif
};

// Sums of the two bytes of each word times the weights, which are bytes with a sign.
HWY_INLINE StripVector BytePairSums(StripVector bytes, StripVector weights) {
#if HWY_TARGET == HWY_AVX3_DL
  return StripVector{_mm512_maddubs_epi16(bytes.raw, weights.raw)};
#elif HWY_ARCH_X86 && HWY_MAX_BYTES == 16
  return StripVector{_mm_maddubs_epi16(bytes.raw, weights.raw)};
#elif HWY_ARCH_X86
  return StripVector{_mm256_maddubs_epi16(bytes.raw, weights.raw)};
#else
  const auto low = hn::And(bytes, hn::Set(StripWords(), 0xFF));
  const auto high = hn::BitCast(
      StripWords(), hn::ShiftRight<8>(hn::BitCast(hn::RebindToUnsigned<StripWords>(), bytes)));
  const auto low_weights = hn::ShiftRight<8>(hn::ShiftLeft<8>(weights));
  return hn::Add(hn::Mul(low, low_weights), hn::Mul(high, hn::ShiftRight<8>(weights)));
#endif
}

// sum + PairProducts(), without the addition where there is an instruction for both.
HWY_INLINE hn::Vec<StripSums> AddPairs(hn::Vec<StripSums> sum, StripVector a, StripVector b) {
#if IMAGEPIPELINE_VNNI
  return hn::Vec<StripSums>{_mm512_dpwssd_epi32(sum.raw, a.raw, b.raw)};
#else
  return hn::Add(sum, PairProducts(StripSums(), a, b));
#endif
}

// `words` are bytes already.
HWY_INLINE void StoreBytes(StripVector words, uint8_t* out) {
  const hn::Rebind<uint8_t, StripWords> d;
#if HWY_TARGET == HWY_AVX3_DL
  hn::StoreU(hn::Vec<decltype(d)>{_mm512_cvtepi16_epi8(words.raw)}, d, out);
#else
  hn::StoreU(hn::DemoteTo(d, words), d, out);
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_STRIP_WORDS_INL_H_
