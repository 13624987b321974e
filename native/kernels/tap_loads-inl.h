// The bytes of the taps of a group of pixels, put together in one vector.
#if defined(IMAGEPIPELINE_KERNELS_TAP_LOADS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_TAP_LOADS_INL_H_
#undef IMAGEPIPELINE_KERNELS_TAP_LOADS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_TAP_LOADS_INL_H_
#endif

#include <cstring>

#include "core/coords.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// A vector of the 128-bit parts block(0), block(1), ...
template <class D, class Block>
HWY_INLINE hn::Vec<D> FromBlocks(D d, const Block& block) {
  constexpr size_t kBytes = HWY_LANES(uint8_t);  // D is a whole vector on every target
  if constexpr (kBytes == 16) {
    return block(0);
  } else if constexpr (kBytes == 32) {
    return hn::Combine(d, block(1), block(0));
  } else {
    const hn::Half<D> half;
    return hn::Combine(d, hn::Combine(half, block(3), block(2)),
                       hn::Combine(half, block(1), block(0)));
  }
}

HWY_INLINE hn::Vec<hn::Full128<uint8_t>> FourWords(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
#if HWY_TARGET <= HWY_SSSE3
  // Not by way of memory: a load of what four stores wrote would wait for them.
  return hn::Vec<hn::Full128<uint8_t>>{_mm_setr_epi32(static_cast<int>(a), static_cast<int>(b),
                                                      static_cast<int>(c), static_cast<int>(d))};
#else
  alignas(16) const uint32_t words[4] = {a, b, c, d};
  return hn::BitCast(hn::Full128<uint8_t>(), hn::Load(hn::Full128<uint32_t>(), words));
#endif
}

// Where the taps of a block lie when they may lie anywhere: those without a place (of negative
// offset) read `fill`, and the last pixel of 3 channels, behind which nothing can be read, a copy.
// Selects, not branches: what a border looks like cannot be foretold.
class TapPlaces {
 public:
  static constexpr size_t kBytes = 4 * sizeof(float);

  // `fill` is one value of the image's dtype, kept for four channels.
  template <typename T>
  HWY_INLINE TapPlaces(const uint8_t* data, int32_t last_offset, int64_t channels, T fill)
      : data_(data), last_offset_(last_offset) {
    // In one store, so that a load of any size behind it need not wait.
    const hn::Full128<T> d;
    hn::Store(hn::Set(d, fill), d, reinterpret_cast<T*>(fill_));
    if (last_offset >= 0)
      std::memcpy(last_, data + last_offset, static_cast<size_t>(channels) * sizeof(T));
  }

  // Four values can be read there.
  HWY_INLINE const uint8_t* At(int32_t offset) const {
    const uint8_t* at = data_ + HWY_MAX(offset, 0);
    at = offset == last_offset_ ? last_ : at;
    return offset < 0 ? fill_ : at;
  }

 private:
  const uint8_t* data_;
  int32_t last_offset_;
  alignas(16) uint8_t fill_[kBytes];
  alignas(16) uint8_t last_[kBytes] = {};
};

// Four bytes from each of the places at(offset) of the taps of a pixel.
template <class At>
HWY_INLINE hn::Vec<hn::Full128<uint8_t>> LoadFourPlaces(const At& at,
                                                        const int32_t (&offset)[4][kCoordBlock],
                                                        int j) {
  const auto word = [&](int t) HWY_ATTR {
    uint32_t four;
    std::memcpy(&four, at(offset[t][j]), sizeof(four));
    return four;
  };
  return FourWords(word(0), word(1), word(2), word(3));
}

// The 8 bytes at each offset in two rows, 16 for each pixel of a group.
HWY_INLINE hn::Vec<hn::ScalableTag<uint8_t>> LoadTaps(const uint8_t* row, const uint8_t* next_row,
                                                      const int32_t* offset) {
#if HWY_TARGET <= HWY_AVX3
  // The second load fills the upper half of its vector on the way: no shuffle.
  const auto pixel = [&](uint32_t at) HWY_ATTR {
    const auto* upper = reinterpret_cast<const __m128i*>(row + at);
    const auto* lower = reinterpret_cast<const __m64*>(next_row + at);
    return _mm_castps_si128(_mm_loadh_pi(_mm_castsi128_ps(_mm_loadl_epi64(upper)), lower));
  };
  // Two offsets, which are not negative, at a time: loads are what there is most of.
  const auto two = [&](int k) HWY_ATTR {
    uint64_t at;
    std::memcpy(&at, offset + k, sizeof(at));
    return _mm256_inserti128_si256(_mm256_castsi128_si256(pixel(static_cast<uint32_t>(at))),
                                   pixel(static_cast<uint32_t>(at >> 32)), 1);
  };
  return hn::Vec<hn::ScalableTag<uint8_t>>{
      _mm512_inserti64x4(_mm512_castsi256_si512(two(0)), two(2), 1)};
#else
  const hn::Full128<uint8_t> d16;
  const hn::Half<decltype(d16)> d8;
  return FromBlocks(hn::ScalableTag<uint8_t>(), [&](int k) HWY_ATTR {
    return hn::Combine(d16, hn::LoadU(d8, next_row + offset[k]), hn::LoadU(d8, row + offset[k]));
  });
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_TAP_LOADS_INL_H_
