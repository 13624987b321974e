// Bilinear samples of bytes of 3 or 4 channels along an affine run, sixteen pixels at a time, for
// targets with VNNI: the results of sample_bytes-inl.h and sample_few-inl.h in less time. A channel
// of all pixels shares a vector, so that weights serve as they are computed.
#if defined(IMAGEPIPELINE_KERNELS_AFFINE_BYTES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_AFFINE_BYTES_INL_H_
#undef IMAGEPIPELINE_KERNELS_AFFINE_BYTES_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_AFFINE_BYTES_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/affine_runs-inl.h"
#include "kernels/byte_border-inl.h"
#include "kernels/coords-inl.h"
#include "kernels/inline_lambda.h"
#include "kernels/tap_quads-inl.h"
#include "kernels/taps-inl.h"
#include "kernels/vnni.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {

#if IMAGEPIPELINE_VNNI

// Affine runs of an image of at least 2 x 2 pixels of kChannels bytes.
template <int kChannels, class Mixer>
class AffineByteRuns {
 public:
  // A run of `count` pixels: `start` has half a unit of the mixed fractions added.
  struct Run {
    const BlockStart& start;
    int count;
    typename Mixer::Value* out;
  };

  HWY_INLINE AffineByteRuns(const ConstImage& source, const TapSpace& space, const RunSteps& steps,
                            FillMode fill_mode, const Mixer& mixer)
      : data_(source.data),
        next_row_(source.data + source.stride_bytes),
        space_(space),
        steps_(steps),
        fill_mode_(fill_mode),
        mixer_(mixer) {}

  // All rows, to whose starts `half` a unit of the mixed fractions is added. Calls
  // fill(begin, end, to) and mixed(start, begin, end, to) as Sample() does.
  template <class Fill, class Mixed>
  HWY_INLINE void SampleRows(const AffineRows& rows, int64_t half, AffineRunFinder* finder,
                             typename Mixer::Value* out, const Fill& fill,
                             const Mixed& mixed) const {
    for (int row = 0; row < rows.rows; ++row) {
      const BlockStart& start = rows.starts[row];
      const BlockStart raised = Raised(start, half);
      typename Mixer::Value* to = out + row * rows.stride;
      Sample(
          {raised, rows.count, to}, finder->Find(raised),
          [&](int begin, int end) { fill(begin, end, to); },
          [&](int begin, int end) HWY_ATTR { mixed(start, begin, end, to); });
    }
  }

 private:
  static constexpr int kPixels = 16;

  // All pixels of a run. Calls fill(begin, end) for those that see nothing of the image, and
  // mixed(begin, end) for those whose taps cannot be read as neighbours.
  template <class Fill, class Mixed>
  HWY_INLINE void Sample(const Run& run, const AffineRuns& runs, const Fill& fill,
                         const Mixed& mixed) const {
    if (HWY_LIKELY(HasShortEnds(runs))) {
      const int right = runs.seen_end - kPixels / 2;
      fill(0, runs.seen_begin);
      Inside(run, runs.seen_begin + kPixels / 2, right);
      fill(runs.seen_end, run.count);
      if (HWY_LIKELY(Ends(run, runs.seen_begin, right, mixed))) return;
    }
    ForEachAffineRun(
        FillUp(runs, kPixels), run.count,
        [&](int begin, int end) HWY_ATTR { Inside(run, begin, end); }, fill,
        [&](int begin, int end) HWY_ATTR { Across(run, begin, end, mixed); });
  }

  // The pixels [begin, end), all of whose taps lie inside. Where they read is found for all of them
  // first: from a coordinate to its value takes longer than a CPU looks ahead, and this way it has
  // other pixels to go on with (9.4 ns instead of 12.4 for sixteen).
  HWY_INLINE void Inside(const Run& run, int begin, int end) const {
    const BlockStart from = Advanced(run.start, begin);
    AxisLanes x(steps_.x, from.x.at), y(steps_.y, from.y.at);
    alignas(64) uint32_t offsets[kAffineBlock];
    typename Mixer::Weights weights[kAffineBlock / kPixels];
    for (int j = 0; j < end - begin; j += kPixels, x.Next(), y.Next()) {
      const __m512i all = Offsets(x.whole().raw, y.whole().raw);
      _mm512_store_si512(offsets + j, _mm512_maskz_mov_epi32(FirstOf(end - begin - j), all));
      weights[j / kPixels] = Mixer::WeightsOf(x.fraction().raw, y.fraction().raw);
    }
    const __m512i order = QuadOrder<kChannels>(0);
    for (int j = begin; j < end; j += kPixels) {
      const TapQuads taps = LoadQuads(data_, next_row_, offsets + (j - begin), order);
      Mixer::Store(mixer_.Inside(weights[(j - begin) / kPixels], taps), Stored(j, end),
                   Room(run, j), run.out + j * kChannels);
    }
  }

  // The pixels [begin, end), wherever they lie. Calls other(j, end) for those whose taps cannot be
  // read as neighbours.
  template <class Other>
  HWY_INLINE void Across(const Run& run, int begin, int end, const Other& other) const {
    WithPairs([&](const auto& pairs) HWY_ATTR { AcrossRun(run, begin, end, pairs, other); });
  }

  // The eight pixels from `left` and those from `right` on, which lie behind them; `other` as in
  // Across(). False, and nothing is written, where the sixteen cannot be read together.
  template <class Other>
  HWY_INLINE bool Ends(const Run& run, int left, int right, const Other& other) const {
    bool done = false;
    WithPairs([&](const auto& pairs) HWY_ATTR { done = BothEnds(run, left, right, pairs, other); });
    return done;
  }

  struct Cuts {
    static constexpr bool kLosesTaps = true;
    HWY_INLINE AxisPairs operator()(__m512i i, int32_t size) const { return CutPairs(i, size); }
  };
  struct Folds {
    FillMode mode;
    static constexpr bool kLosesTaps = false;
    HWY_INLINE AxisPairs operator()(__m512i i, int32_t size) const {
      return FoldPairs(mode, i, size);
    }
  };

  // Calls visit(pairs), where pairs(i, size) are the neighbours that an axis has at i.
  template <class Visit>
  HWY_INLINE void WithPairs(const Visit& visit) const {
    if (fill_mode_ == FillMode::kConstant) {
      visit(Cuts{});
    } else {
      visit(Folds{fill_mode_});
    }
  }

  // Sixteen pixels across a border. `skips` is negative where they cannot be read together; the
  // `torn` ones are read on their own.
  struct Located {
    __m512i places, lost;
    typename Mixer::Weights weights;
    __mmask16 torn;
    int8_t skips;
  };

  // As in Inside(), all are found first.
  template <class Pairs, class Other>
  HWY_NOINLINE void AcrossRun(const Run& run, int begin, int end, const Pairs& pairs,
                              const Other& other) const {
    const BlockStart from = Advanced(run.start, begin);
    AxisLanes x(steps_.x, from.x.at), y(steps_.y, from.y.at);
    alignas(64) uint32_t offsets[kAffineBlock];
    Located located[kAffineBlock / kPixels];
    for (int j = 0; j < end - begin; j += kPixels, x.Next(), y.Next())
      Locate(x, y, FirstOf(end - begin - j), pairs, offsets + j, &located[j / kPixels]);
    for (int j = begin; j < end; j += kPixels) {
      const Located& at = located[(j - begin) / kPixels];
      if (HWY_LIKELY(at.skips >= 0)) {
        Mixer::Store(MixAcross<Pairs::kLosesTaps>(at, offsets + (j - begin)), Stored(j, end),
                     Room(run, j), run.out + j * kChannels);
        ForEachLane(at.torn, [&](int lane) HWY_ATTR { other(j + lane, j + lane + 1); });
      } else {
        other(j, HWY_MIN(end, j + kPixels));
      }
    }
  }

  template <class Pairs, class Other>
  HWY_NOINLINE bool BothEnds(const Run& run, int left, int right, const Pairs& pairs,
                             const Other& other) const {
    constexpr int kHalf = kPixels / 2;
    const BlockStart from = Advanced(run.start, left), last = Advanced(run.start, right - kHalf);
    const AxisLanes x(steps_.x, from.x.at, last.x.at), y(steps_.y, from.y.at, last.y.at);
    alignas(64) uint32_t offsets[kPixels];
    Located at;
    Locate(x, y, 0xFFFF, pairs, offsets, &at);
    if (HWY_UNLIKELY(at.skips < 0)) return false;
    Mixer::StoreHalves(MixAcross<Pairs::kLosesTaps>(at, offsets), run.out + left * kChannels,
                       run.out + (right - kHalf) * kChannels);
    ForEachLane(at.torn, [&](int lane) HWY_ATTR {
      const int pixel = lane < kHalf ? left + lane : right - kHalf + lane;
      other(pixel, pixel + 1);
    });
    return true;
  }

  template <class Pairs>
  HWY_INLINE void Locate(const AxisLanes& x, const AxisLanes& y, __mmask16 valid,
                         const Pairs& pairs, uint32_t* offsets, Located* located) const {
    const AxisPairs columns = pairs(x.whole().raw, space_.width);
    const AxisPairs rows = pairs(y.whole().raw, space_.height);
    located->places = QuadPlaces(columns, rows);
    if constexpr (Pairs::kLosesTaps) located->lost = LostBytes(columns, rows);
    located->weights = Mixer::WeightsOf(x.fraction().raw, y.fraction().raw);
    located->torn = static_cast<__mmask16>((columns.torn | rows.torn) & valid);
    located->skips = PutOffsets(columns, rows, valid, offsets);
  }

  template <bool kLosesTaps>
  HWY_INLINE typename Mixer::Mixed MixAcross(const Located& at, const uint32_t* offsets) const {
    const TapQuads taps =
        LoadQuads(data_ - at.skips, next_row_ - at.skips, offsets, QuadOrder<kChannels>(at.skips));
    return mixer_.template Across<kLosesTaps>(at.weights, taps, at.places, at.lost);
  }

  // Bytes that a load of two pixels reads beyond them.
  static constexpr int kOverrun = 8 - 2 * kChannels;

  static HWY_INLINE int Stored(int j, int end) { return HWY_MIN(kPixels, end - j) * kChannels; }
  // What lies behind the pixels that are asked for is written later.
  static HWY_INLINE int Room(const Run& run, int j) { return (run.count - j) * kChannels; }
  // Where pairs are read, and how many bytes before: as many as a load at the end of the
  // image would read beyond it. Negative where pixels cannot be read together.
  HWY_INLINE int8_t PutOffsets(const AxisPairs& columns, const AxisPairs& rows, __mmask16 valid,
                               uint32_t* offsets) const {
    const __m512i own = Offsets(columns.pair, rows.pair);
    // Lanes after the end read what the first one does.
    const __m512i offset = _mm512_mask_permutexvar_epi32(own, static_cast<__mmask16>(~valid),
                                                         _mm512_setzero_si512(), own);
    _mm512_store_si512(offsets, offset);
#if !HWY_COMPILER_MSVC
    // Otherwise the scalars are taken out of the vector, which is three shuffles each.
    asm("" : "+m"(*reinterpret_cast<uint32_t(*)[kPixels]>(offsets)));
#endif
    const bool at_end = _mm512_cmpgt_epi32_mask(offset, _mm512_set1_epi32(LastOffset())) != 0;
    const bool at_start = _mm512_testn_epi32_mask(offset, offset) != 0;
    if (((columns.far | rows.far) & valid) != 0 || (at_end && at_start)) return -1;
    return at_end ? kOverrun : 0;
  }
  // Behind it, a load in the lower row would reach beyond the image.
  HWY_INLINE int32_t LastOffset() const {
    return (space_.height - 2) * space_.stride_bytes + (space_.width - 2) * kChannels - kOverrun;
  }
  HWY_INLINE __m512i Offsets(__m512i x, __m512i y) const {
    return _mm512_add_epi32(_mm512_mullo_epi32(y, _mm512_set1_epi32(space_.stride_bytes)),
                            _mm512_mullo_epi32(x, _mm512_set1_epi32(kChannels)));
  }

  const uint8_t* data_;
  const uint8_t* next_row_;
  const TapSpace& space_;
  const RunSteps& steps_;
  FillMode fill_mode_;
  const Mixer& mixer_;
};

#endif  // IMAGEPIPELINE_VNNI

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_AFFINE_BYTES_INL_H_
