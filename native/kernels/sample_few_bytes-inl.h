// Bilinear samples of uint8 of 3 or 4 channels as uint8: MixBytes() of kernels/byte_mix.h in every
// lane. Four taps of one value are four neighbouring bytes, and their weighted sum is a product of
// quads.
#if defined(IMAGEPIPELINE_KERNELS_SAMPLE_FEW_BYTES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_SAMPLE_FEW_BYTES_INL_H_
#undef IMAGEPIPELINE_KERNELS_SAMPLE_FEW_BYTES_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_SAMPLE_FEW_BYTES_INL_H_
#endif

#include <cstring>

#include "hwy/highway.h"
#include "kernels/affine_bytes-inl.h"
#include "kernels/affine_runs-inl.h"
#include "kernels/byte_mixer-inl.h"
#include "kernels/byte_weights-inl.h"
#include "kernels/coords-inl.h"
#include "kernels/inline_lambda.h"
#include "kernels/locate_taps-inl.h"
#include "kernels/store_mix-inl.h"
#include "kernels/tap_loads-inl.h"
#include "kernels/taps-inl.h"
#include "kernels/vnni.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Groups of kGroupPixels pixels of 3 or 4 channels, as in few_sampler-inl.h: 16 bytes hold the taps
// of a pixel, those of a value at kA, kB, kC and kD and the channel behind them.
template <int64_t kChannels>
class ByteSampler {
 public:
  using D = hn::ScalableTag<uint8_t>;
  using D16 = hn::Full128<uint8_t>;
  // As MixQuads() yields them.
  using V = hn::Vec<hn::ScalableTag<int32_t>>;

  HWY_INLINE ByteSampler(const ConstImage& source, const TapSpace& space, const BlockTaps& taps,
                         const BlockWeights& weights, uint8_t fill)
      : data_(source.data),
        next_row_(source.data + source.stride_bytes),
        last_offset_(space.last_offset),
        taps_(taps),
        weights_(weights),
        fill_(fill) {}

  HWY_INLINE V Sample(GroupKind kind, int j) const {
    return HWY_LIKELY(kind == GroupKind::kInside) ? Inside(j) : Outside(kind, j);
  }

  // One load a row has both taps.
  HWY_INLINE V Inside(int j) const {
    return Mix<kChannels>(LoadTaps(data_, next_row_, taps_.inside + j), j);
  }

 private:
  HWY_NOINLINE V Outside(GroupKind kind, int j) const {
    if (kind == GroupKind::kFill)
      return hn::Set(hn::ScalableTag<int32_t>(), (fill_ << kMixBits) + kMixHalf);
    if (kind == GroupKind::kEdge) return Edge(j, [&](int32_t offset) { return data_ + offset; });
    const TapPlaces places(data_, last_offset_, kChannels, fill_);
    return Edge(j, [&](int32_t offset) HWY_ATTR { return places.At(offset); });
  }

  template <class At>
  HWY_INLINE V Edge(int j, const At& at) const {
    return Mix<4>(
        FromBlocks(D(), [&](int k) HWY_ATTR { return LoadFourPlaces(at, taps_.offset, j + k); }),
        j);
  }

  // The right taps lie kRight bytes behind the left ones, the lower ones 8 behind the upper ones.
  template <uint8_t kRight>
  HWY_INLINE V Mix(hn::Vec<D> taps, int j) const {
    constexpr uint8_t kB = kRight, kC = 8, kD = 8 + kRight;
    alignas(16) static constexpr uint8_t kOrder[16] = {
        0, kC,     kB,     kD,     1, kC + 1, kB + 1, kD + 1,  //
        2, kC + 2, kB + 2, kD + 2, 3, kC + 3, kB + 3, kD + 3};
    const auto quads = hn::TableLookupBytes(taps, hn::LoadDup128(D(), kOrder));
    return MixQuads(quads, SpreadInGroup(hn::ScalableTag<int32_t>(), weights_.first + j),
                    SpreadInGroup(hn::ScalableTag<int32_t>(), weights_.second + j));
  }

  const uint8_t* data_;
  const uint8_t* next_row_;
  int32_t last_offset_;
  const BlockTaps& taps_;
  const BlockWeights& weights_;
  uint8_t fill_;
};

// `end` pixels; there is room for `count`, and what lies between is written later.
template <int64_t kChannels>
HWY_INLINE void MixRun(const ByteSampler<kChannels>& sampler, const BlockTaps& taps, int end,
                       int count, uint8_t* out) {
  constexpr int kGroup = kGroupPixels, kQuad = 4 * kGroup;
  // Whole vectors are stored straight to `out` while there is room, and then beside it.
  constexpr int kSpill = 64;
  alignas(64) uint8_t tail[2 * kSpill + 4 * kQuad];
  int tail_start = end;
  for (int j = 0; j < end; j += kQuad) {
    const GroupKind* kind = taps.kind + j / kGroup;
    const bool has_room = (count - j) * kChannels >= kSpill;
    if (!has_room) tail_start = HWY_MIN(tail_start, j);
    uint8_t* to = has_room ? out + j * kChannels : tail + (j - tail_start) * kChannels;
    if (HWY_UNLIKELY(j + kQuad > end)) {
      for (int i = j; i < end; i += kGroup, ++kind)
        StoreBytes<kChannels>(sampler.Sample(*kind, i), to + (i - j) * kChannels);
    } else if (HWY_LIKELY(AreInside(kind))) {
      StoreByteQuad<kChannels>(sampler.Inside(j), sampler.Inside(j + kGroup),
                               sampler.Inside(j + 2 * kGroup), sampler.Inside(j + 3 * kGroup), to);
    } else {
      StoreByteQuad<kChannels>(sampler.Sample(kind[0], j), sampler.Sample(kind[1], j + kGroup),
                               sampler.Sample(kind[2], j + 2 * kGroup),
                               sampler.Sample(kind[3], j + 3 * kGroup), to);
    }
  }
  std::memcpy(out + tail_start * kChannels, tail,
              static_cast<size_t>((end - tail_start) * kChannels));
}

// What lies behind `count` pixels, up to `room`, is written later.
template <int64_t kChannels>
HWY_NOINLINE void SampleFewBytes(const ConstImage& source, const CoordBlock& coords, int count,
                                 int room, FillMode fill_mode, uint8_t fill, uint8_t* out) {
  BlockTaps taps;
  BlockWeights weights;
  const TapSpace space = MakeTapSpace(source);
  LocateTaps(space, coords, count, fill_mode, &taps);
  weights.Set(coords, count);
  MixRun<kChannels>({source, space, taps, weights, fill}, taps, count, room, out);
}

template <int64_t kChannels>
HWY_NOINLINE void SampleFewBytesInside(const ConstImage& source, const TapSpace& space,
                                       const RunSteps& steps, const BlockStart& start, int count,
                                       int room, uint8_t* out) {
  BlockTaps taps;
  BlockWeights weights;
  LocateInside(space, steps, start, count, &taps,
               [&](int j, const AxisLanes& x, const AxisLanes& y) IMAGEPIPELINE_INLINE_LAMBDA {
                 weights.SetVector(j, ByteFractions(x.fraction()), ByteFractions(y.fraction()));
               });
  MixRun<kChannels>({source, space, taps, weights, 0}, taps, count, room, out);
}

// The rows of one call, and what they have in common.
template <int64_t kChannels>
class FewByteRows {
 public:
  HWY_INLINE FewByteRows(const ConstImage& source, const AffineRows& rows, FillMode fill_mode,
                         uint8_t fill)
      : source_(source),
        space_(MakeTapSpace(source)),
        steps_(rows.starts[0]),
        finder_(RunFinder(space_, rows, fill_mode)),
        count_(rows.count),
        fill_mode_(fill_mode),
        fill_(fill) {}

  HWY_INLINE void Run(const AffineRows& rows, uint8_t* out) {
#if IMAGEPIPELINE_VNNI
    if (HWY_LIKELY(space_.width >= 2 && space_.height >= 2)) {
      const ByteMixer<kChannels> mixer(fill_);
      const AffineByteRuns<kChannels, ByteMixer<kChannels>> vectors(source_, space_, steps_,
                                                                    fill_mode_, mixer);
      return vectors.SampleRows(
          rows, kByteFractionHalf, &finder_, out,
          [&](int begin, int end, uint8_t* to) { Fill(begin, end, to); },
          [&](const BlockStart& start, int begin, int end, uint8_t* to)
              HWY_ATTR { Mixed(start, begin, end, to); });
    }
#endif
    for (int row = 0; row < rows.rows; ++row) Groups(rows.starts[row], out + row * rows.stride);
  }

 private:
  HWY_INLINE void Fill(int begin, int end, uint8_t* out) const {
    std::memset(out + begin * kChannels, fill_, static_cast<size_t>((end - begin) * kChannels));
  }

  // Pixels of any kind.
  HWY_INLINE void Mixed(const BlockStart& start, int begin, int end, uint8_t* out) const {
    if (end - begin == 1) return One(start, begin, out + begin * kChannels);
    ForEachCoordBlock(begin, end, [&](int j, int stop) HWY_ATTR {
      CoordBlock coords;
      AffineByteCoordsOf(Advanced(start, j), stop - j, &coords);
      SampleFewBytes<kChannels>(source_, coords, stop - j, count_ - j, fill_mode_, fill_,
                                out + j * kChannels);
    });
  }

  HWY_INLINE void One(const BlockStart& start, int j, uint8_t* out) const {
    const Coord at = ByteCoord(AffineCoord(start, j));
    MixedBytePixel(source_, at.x, at.y, at.fx, at.fy, fill_mode_, fill_, out);
  }

  HWY_INLINE void Groups(const BlockStart& start, uint8_t* out) {
    const BlockStart raised = Raised(start, kByteFractionHalf);
    const auto inside = [&](int begin, int end) HWY_ATTR {
      ForEachCoordBlock(begin, end, [&](int j, int stop) HWY_ATTR {
        SampleFewBytesInside<kChannels>(source_, space_, steps_, Advanced(raised, j), stop - j,
                                        count_ - j, out + j * kChannels);
      });
    };
    ForEachAffineRun(
        finder_.Find(raised), count_, inside, [&](int begin, int end) { Fill(begin, end, out); },
        [&](int begin, int end) HWY_ATTR { Mixed(start, begin, end, out); });
  }

  const ConstImage& source_;
  TapSpace space_;
  RunSteps steps_;
  AffineRunFinder finder_;
  int count_;
  FillMode fill_mode_;
  uint8_t fill_;
};

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_SAMPLE_FEW_BYTES_INL_H_
