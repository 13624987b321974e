// Bilinear samples of float32 of 3 or 4 channels across a border that repeats the image, sixteen
// pixels of an affine run at a time. For targets with AVX-512: the same bits as FewSampler in two
// thirds of the time, for half the loads.
#if defined(IMAGEPIPELINE_KERNELS_FLOAT_FOLDS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_FLOAT_FOLDS_INL_H_
#undef IMAGEPIPELINE_KERNELS_FLOAT_FOLDS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_FLOAT_FOLDS_INL_H_
#endif

#include "core/border.h"
#include "core/coords.h"
#include "hwy/highway.h"
#include "kernels/axis_pairs-inl.h"
#include "kernels/coords-inl.h"
#include "kernels/float_pairs-inl.h"
#include "kernels/store_few-inl.h"
#include "kernels/taps-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET <= HWY_AVX3

// Of images of at least 2 x 2 pixels.
template <int kChannels>
class FloatFolds {
 public:
  // Pixels that are sampled together.
  static constexpr int kGroup = 4;

  HWY_INLINE FloatFolds(const ConstImage& source, const TapSpace& space, const RunSteps& steps,
                        FillMode mode)
      : data_(source.data), space_(space), steps_(steps), mode_(mode) {}

  // Pixels [begin, end) of a run; there is room for `count`, and what lies between is written
  // later. `start` has half a unit added. Calls other(begin, end) for those whose taps cannot be
  // read as neighbours.
  template <class Other>
  HWY_NOINLINE void Run(const BlockStart& start, int begin, int end, int count, float* out,
                        const Other& other) const {
    const BlockStart from = Advanced(start, begin);
    AxisLanes x(steps_.x, from.x.at), y(steps_.y, from.y.at);
    // All are found first, as in AffineByteRuns.
    Block blocks[kAffineBlock / kPixels];
    for (int j = begin; j < end; j += kPixels, x.Next(), y.Next())
      Locate(x, y, &blocks[(j - begin) / kPixels]);
    for (int j = begin; j < end; j += kPixels) {
      const Block& block = blocks[(j - begin) / kPixels];
      const __mmask16 valid = FirstOf(end - j);
      if (HWY_UNLIKELY((block.far & valid) != 0)) {
        other(j, HWY_MIN(end, j + kPixels));
        continue;
      }
      Sample(block, j, end, count, out);
      ForEachLane(static_cast<__mmask16>(block.torn & valid),
                  [&](int lane) HWY_ATTR { other(j + lane, j + lane + 1); });
    }
  }

 private:
  static constexpr int kPixels = 16;

  // Where the pairs of sixteen pixels lie in both rows, and the weights.
  struct Block {
    alignas(64) uint32_t upper[kPixels];
    alignas(64) uint32_t lower[kPixels];
    alignas(64) float fx[kPixels];
    alignas(64) float fy[kPixels];
    __mmask16 first_moves, second_moves, torn, far;
  };

  HWY_INLINE void Locate(const AxisLanes& x, const AxisLanes& y, Block* block) const {
    const AxisPairs columns = FoldPairs(mode_, x.whole().raw, space_.width);
    const AxisPairs rows = FoldPairs(mode_, y.whole().raw, space_.height);
    const __m512i one = _mm512_set1_epi32(1);
    const auto below = static_cast<__mmask16>(~rows.second_moves);
    // Torn rows are the last and the first one, and need not be neighbours.
    const __m512i upper =
        _mm512_mask_mov_epi32(_mm512_mask_add_epi32(rows.pair, rows.first_moves, rows.pair, one),
                              rows.torn, _mm512_set1_epi32(space_.height - 1));
    const __m512i lower =
        _mm512_maskz_mov_epi32(static_cast<__mmask16>(~rows.torn),
                               _mm512_mask_add_epi32(rows.pair, below, rows.pair, one));
    const __m512i stride = _mm512_set1_epi32(space_.stride_bytes);
    const __m512i column = _mm512_mullo_epi32(columns.pair, _mm512_set1_epi32(space_.pixel_bytes));
    _mm512_store_si512(block->upper, _mm512_add_epi32(_mm512_mullo_epi32(upper, stride), column));
    _mm512_store_si512(block->lower, _mm512_add_epi32(_mm512_mullo_epi32(lower, stride), column));
    _mm512_store_ps(block->fx, FloatFractions(x.fraction()).raw);
    _mm512_store_ps(block->fy, FloatFractions(y.fraction()).raw);
    block->first_moves = columns.first_moves;
    block->second_moves = columns.second_moves;
    block->torn = columns.torn;
    block->far = static_cast<__mmask16>(columns.far | rows.far);
  }

  // The pixels from `j` on, up to `end`.
  HWY_INLINE void Sample(const Block& block, int j, int end, int count, float* out) const {
    if (HWY_LIKELY(j + kPixels <= end)) {
      return StoreQuad<kChannels>(Group(block, 0), Group(block, 4), Group(block, 8),
                                  Group(block, 12), out + j * kChannels);
    }
    for (int i = 0; i < end - j; i += kGroup)
      StoreGroup<kChannels>(Group(block, i), j + i, count, out);
  }

  // The pixels i to i + 3 of a block.
  HWY_INLINE hn::Vec<DF> Group(const Block& block, int i) const {
    const auto pairs = [&](const uint32_t* offsets) HWY_ATTR {
      return FourPairs([&](int k) HWY_ATTR {
        const auto* pair = reinterpret_cast<const float*>(data_ + offsets[i + k]);
        // Of 3 channels, more would be read than there is behind the last pair.
        return _mm256_maskz_loadu_ps((1 << 2 * kChannels) - 1, pair);
      });
    };
    const __m512i left = LeftOfPairs(), right = RightOfPairs<kChannels>();
    const __m512i first = _mm512_mask_mov_epi32(left, LanesOf(block.first_moves >> i), right);
    const __m512i second = _mm512_mask_mov_epi32(right, LanesOf(block.second_moves >> i), left);
    return MixPairs<false>(pairs(block.upper), pairs(block.lower), first, second,
                           SpreadInGroup(DF(), block.fx + i), SpreadInGroup(DF(), block.fy + i));
  }

  // Four lanes for each of the lowest four pixels.
  static HWY_INLINE __mmask16 LanesOf(int pixels) {
    return static_cast<__mmask16>(_pdep_u32(static_cast<uint32_t>(pixels) & 15, 0x1111) * 15);
  }

  const uint8_t* data_;
  const TapSpace& space_;
  const RunSteps& steps_;
  FillMode mode_;
};

#endif  // HWY_TARGET <= HWY_AVX3

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_FLOAT_FOLDS_INL_H_
