// Bilinear samples of 3 or 4 channels: blocks of pixels that lie anywhere, and affine rows cut into
// runs.
#if defined(IMAGEPIPELINE_KERNELS_SAMPLE_FEW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_SAMPLE_FEW_INL_H_
#undef IMAGEPIPELINE_KERNELS_SAMPLE_FEW_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_SAMPLE_FEW_INL_H_
#endif

#include <algorithm>
#include <type_traits>

#include "hwy/highway.h"
#include "kernels/affine_bytes-inl.h"
#include "kernels/affine_runs-inl.h"
#include "kernels/edge_pixels-inl.h"
#include "kernels/few_sampler-inl.h"
#include "kernels/float_ends-inl.h"
#include "kernels/float_folds-inl.h"
#include "kernels/float_mixer-inl.h"
#include "kernels/locate_taps-inl.h"
#include "kernels/taps-inl.h"
#include "kernels/vnni.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// As MixRun() has it. A call of its own: it stands at several ends of runs, and is long.
template <typename T, int64_t kChannels>
HWY_NOINLINE void SampleFew(const ConstImage& source, const CoordBlock& coords, int count, int room,
                            const Border& border, float* out) {
  BlockTaps taps;
  const TapSpace space = MakeTapSpace(source);
  LocateTaps(space, coords, count, border.fill_mode, &taps);
  const FewSampler<T, kChannels> sampler(source, space, coords, taps, border.fill_value);
  MixRun<kChannels>(sampler, taps, count, room, out);
}

template <typename T, int64_t kChannels>
HWY_NOINLINE void SampleFewInside(const ConstImage& source, const TapSpace& space,
                                  const RunSteps& steps, const BlockStart& start, int count,
                                  int room, float* out) {
  BlockTaps taps;
  CoordBlock coords;  // of which only the fractions are set and used
  auto least = hn::Set(DF(), 1.0F);
  LocateInside(space, steps, start, count, &taps,
               [&](int j, const AxisLanes& x, const AxisLanes& y) IMAGEPIPELINE_INLINE_LAMBDA {
                 const auto fx = FloatFractions(x.fraction()), fy = FloatFractions(y.fraction());
                 hn::Store(fx, DF(), coords.fx + j);
                 hn::Store(fy, DF(), coords.fy + j);
                 least = hn::Min(least, hn::Min(fx, fy));
               });
  if (HWY_LIKELY(hn::AllTrue(DF(), hn::Gt(least, hn::Zero(DF()))))) {
    const FewSampler<T, kChannels, true> sampler(source, space, coords, taps, 0);
    return MixRun<kChannels>(sampler, taps, count, room, out);
  }
  const FewSampler<T, kChannels> sampler(source, space, coords, taps, 0);
  MixRun<kChannels>(sampler, taps, count, room, out);
}

// The rows of one call, and what they have in common.
template <typename T, int64_t kChannels>
class FewRows {
 public:
  HWY_INLINE FewRows(const ConstImage& source, const AffineRows& rows, const Border& border)
      : source_(source),
        border_(border),
        space_(MakeTapSpace(source)),
        steps_(rows.starts[0]),
        finder_(RunFinder(space_, rows, border.fill_mode)),
        count_(rows.count) {}

  HWY_INLINE void Run(const AffineRows& rows, float* out) {
    if constexpr (kHasByteRuns) {
      if (HWY_LIKELY(space_.width >= 2 && space_.height >= 2)) return ByteRows(rows, out);
    }
    for (int row = 0; row < rows.rows; ++row) Row(rows.starts[row], out + row * rows.stride);
  }

 private:
  static constexpr bool kHasByteRuns = IMAGEPIPELINE_VNNI && std::is_same_v<T, uint8_t>;
  static constexpr bool kHasEnds = HWY_TARGET <= HWY_AVX3 && std::is_same_v<T, float>;

  HWY_INLINE void Fill(int begin, int end, float* out) const {
    std::fill(out + begin * kChannels, out + end * kChannels, border_.fill_value);
  }

  HWY_INLINE void Inside(const BlockStart& raised, int begin, int end, float* out) const {
    ForEachCoordBlock(begin, end, [&](int j, int stop) HWY_ATTR {
      SampleFewInside<T, kChannels>(source_, space_, steps_, Advanced(raised, j), stop - j,
                                    count_ - j, out + j * kChannels);
    });
  }

  // Pixels of any kind.
  HWY_INLINE void Mixed(const BlockStart& start, int begin, int end, float* out) const {
    ForEachCoordBlock(begin, end, [&](int j, int stop) HWY_ATTR {
      CoordBlock coords;
      AffineCoordsOf(Advanced(start, j), stop - j, &coords);
      SampleFew<T, kChannels>(source_, coords, stop - j, count_ - j, border_, out + j * kChannels);
    });
  }

  HWY_INLINE void Across(const BlockStart& start, int begin, int end, float* out) const {
    if (end - begin <= kMaxEdgePixels) return OneByOne(start, begin, end, out);
    Mixed(start, begin, end, out);
  }

  HWY_INLINE void OneByOne(const BlockStart& start, int begin, int end, float* out) const {
    EdgePixels<T, kChannels>(source_, space_, border_).Run(start, begin, end, out);
  }

  HWY_INLINE void Row(const BlockStart& start, float* out) {
    const BlockStart raised = Raised(start, kFractionHalf);
    const AffineRuns runs = finder_.Find(raised);
    if constexpr (kHasEnds) {
      if (HWY_LIKELY(border_.fill_mode == FillMode::kConstant && HasShortEnds(runs)))
        return WithEnds(raised, runs, out);
      if (border_.fill_mode != FillMode::kConstant && space_.width >= 2 && space_.height >= 2)
        return WithFolds(start, raised, runs, out);
    }
    ForEachAffineRun(
        runs, count_, [&](int begin, int end) HWY_ATTR { Inside(raised, begin, end, out); },
        [&](int begin, int end) { Fill(begin, end, out); },
        [&](int begin, int end) HWY_ATTR { Across(start, begin, end, out); });
  }

#if HWY_TARGET <= HWY_AVX3
  HWY_INLINE void WithEnds(const BlockStart& raised, const AffineRuns& runs, float* out) const {
    using Ends = FloatEnds<kChannels>;
    const AffineRuns filled = FillUp(runs, Ends::kGroup);
    Fill(0, filled.seen_begin, out);
    Inside(raised, filled.inside_begin, filled.inside_end, out);
    Fill(filled.seen_end, count_, out);
    Ends(source_, space_, steps_, border_.fill_value).Run(raised, filled, out);
  }

  HWY_INLINE void WithFolds(const BlockStart& start, const BlockStart& raised,
                            const AffineRuns& runs, float* out) const {
    using Folds = FloatFolds<kChannels>;
    const Folds folds(source_, space_, steps_, border_.fill_mode);
    ForEachAffineRun(
        FillUp(runs, Folds::kGroup), count_,
        [&](int begin, int end) HWY_ATTR { Inside(raised, begin, end, out); },
        [&](int begin, int end) { Fill(begin, end, out); },
        [&](int begin, int end) HWY_ATTR {
          folds.Run(raised, begin, end, count_, out,
                    [&](int j, int stop) HWY_ATTR { Across(start, j, stop, out); });
        });
  }
#else
  void WithEnds(const BlockStart&, const AffineRuns&, float*) const;
  void WithFolds(const BlockStart&, const BlockStart&, const AffineRuns&, float*) const;
#endif

#if IMAGEPIPELINE_VNNI
  HWY_INLINE void ByteRows(const AffineRows& rows, float* out) {
    const FloatMixer<kChannels> mixer(border_.fill_value);
    const AffineByteRuns<kChannels, FloatMixer<kChannels>> vectors(source_, space_, steps_,
                                                                   border_.fill_mode, mixer);
    vectors.SampleRows(
        rows, kFractionHalf, &finder_, out,
        [&](int begin, int end, float* to) { Fill(begin, end, to); },
        [&](const BlockStart& start, int begin, int end, float* to)
            HWY_ATTR { Across(start, begin, end, to); });
  }
#else
  void ByteRows(const AffineRows&, float*);
#endif

  const ConstImage& source_;
  Border border_;
  TapSpace space_;
  RunSteps steps_;
  AffineRunFinder finder_;
  int count_;
};

template <typename T, int64_t kChannels>
HWY_INLINE void SampleFewAffine(const ConstImage& source, const AffineRows& rows,
                                const Border& border, float* out) {
  FewRows<T, kChannels>(source, rows, border).Run(rows, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_SAMPLE_FEW_INL_H_
