// Bilinear samples of float32 of 3 or 4 channels across a constant border, at both ends of an
// affine run at once. For targets with masked loads, which leave the fill value where a tap is
// outside.
#if defined(IMAGEPIPELINE_KERNELS_FLOAT_ENDS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_FLOAT_ENDS_INL_H_
#undef IMAGEPIPELINE_KERNELS_FLOAT_ENDS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_FLOAT_ENDS_INL_H_
#endif

#include "core/affine_runs.h"
#include "core/coords.h"
#include "hwy/highway.h"
#include "kernels/coords-inl.h"
#include "kernels/float_pairs-inl.h"
#include "kernels/store_few-inl.h"
#include "kernels/taps-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET <= HWY_AVX3

template <int kChannels>
class FloatEnds {
 public:
  // Pixels that are sampled together, and those that an end may have.
  static constexpr int kGroup = 4, kMost = 8;

  HWY_INLINE FloatEnds(const ConstImage& source, const TapSpace& space, const RunSteps& steps,
                       float fill)
      : data_(source.data),
        next_row_(source.data + source.stride_bytes),
        space_(space),
        steps_(steps),
        fill_(_mm256_set1_ps(fill)) {}

  // The pixels across the border of `runs`, whole groups at either end. `start` has half a unit
  // added.
  HWY_NOINLINE void Run(const BlockStart& start, const AffineRuns& runs, float* out) const {
    alignas(64) Lanes lanes;
    Locate(start, runs.seen_begin, runs.seen_end - kMost, &lanes);
    for (int j = runs.seen_begin; j < runs.inside_begin; j += kGroup)
      Group(lanes, j - runs.seen_begin, out + j * kChannels);
    for (int j = runs.inside_end; j < runs.seen_end; j += kGroup)
      Group(lanes, 2 * kMost - (runs.seen_end - j), out + j * kChannels);
  }

 private:
  // Of the first kMost pixels of a run, and then of its last: where the upper left tap lies, which
  // of the eight values there and below are taps inside, and the weights.
  struct Lanes {
    int32_t offset[2 * kMost];
    uint8_t inside[2 * kMost][4];
    float fx[2 * kMost], fy[2 * kMost];
  };

  HWY_INLINE void Locate(const BlockStart& start, int left, int right, Lanes* lanes) const {
    constexpr int kFirst = (1 << kChannels) - 1, kSecond = kFirst << kChannels;
    const BlockStart from = Advanced(start, left), other = Advanced(start, right - kMost);
    const AxisLanes x(steps_.x, from.x.at, other.x.at), y(steps_.y, from.y.at, other.y.at);
    const auto is_inside = [](__m512i i, int32_t size) HWY_ATTR {
      return _mm512_cmplt_epu32_mask(i, _mm512_set1_epi32(size));
    };
    const __m512i column = x.whole().raw, row = y.whole().raw, one = _mm512_set1_epi32(1);
    const __mmask16 first = is_inside(column, space_.width), upper = is_inside(row, space_.height);
    const __mmask16 second = is_inside(_mm512_add_epi32(column, one), space_.width);
    const __mmask16 lower = is_inside(_mm512_add_epi32(row, one), space_.height);
    const __m512i own = _mm512_maskz_set1_epi32(first, kFirst);
    const __m512i taps = _mm512_mask_or_epi32(own, second, own, _mm512_set1_epi32(kSecond));
    const __m512i inside = _mm512_or_si512(_mm512_maskz_mov_epi32(upper, taps),
                                           _mm512_maskz_slli_epi32(lower, taps, 8));
    const __m512i offset =
        _mm512_add_epi32(_mm512_mullo_epi32(row, _mm512_set1_epi32(space_.stride_bytes)),
                         _mm512_mullo_epi32(column, _mm512_set1_epi32(space_.pixel_bytes)));
    _mm512_store_si512(lanes->offset, offset);
    _mm512_store_si512(lanes->inside, inside);
    _mm512_store_ps(lanes->fx, FloatFractions(x.fraction()).raw);
    _mm512_store_ps(lanes->fy, FloatFractions(y.fraction()).raw);
  }

  // The pixels of lanes i to i + 3.
  HWY_INLINE void Group(const Lanes& lanes, int i, float* out) const {
    const auto pairs = [&](const uint8_t* base, int row) HWY_ATTR {
      return FourPairs([&](int k) HWY_ATTR {
        // Need not be an address in the image: where it is not, nothing is read.
        const auto* pair =
            reinterpret_cast<const float*>(reinterpret_cast<intptr_t>(base) + lanes.offset[i + k]);
        return _mm256_mask_loadu_ps(fill_, lanes.inside[i + k][row], pair);
      });
    };
    const auto mixed = MixPairs<false>(pairs(data_, 0), pairs(next_row_, 1), LeftOfPairs(),
                                       RightOfPairs<kChannels>(), SpreadInGroup(DF(), lanes.fx + i),
                                       SpreadInGroup(DF(), lanes.fy + i));
    if constexpr (kChannels == 3) {
      _mm512_mask_storeu_ps(out, 0x0FFF, Packed<0>(mixed).raw);
    } else {
      _mm512_storeu_ps(out, mixed.raw);
    }
  }

  const uint8_t* data_;
  const uint8_t* next_row_;
  const TapSpace& space_;
  const RunSteps& steps_;
  __m256 fill_;
};

#endif  // HWY_TARGET <= HWY_AVX3

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_FLOAT_ENDS_INL_H_
