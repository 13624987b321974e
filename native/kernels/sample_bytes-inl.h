// Bilinear samples of uint8 as uint8: MixBytes() of kernels/byte_mix.h in every lane. Four taps of
// one value are four neighbouring bytes, and their weighted sum is a product of quads.
#if defined(IMAGEPIPELINE_KERNELS_SAMPLE_BYTES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_SAMPLE_BYTES_INL_H_
#undef IMAGEPIPELINE_KERNELS_SAMPLE_BYTES_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_SAMPLE_BYTES_INL_H_
#endif

#include <cstring>

#include "hwy/highway.h"
#include "kernels/affine_bytes-inl.h"
#include "kernels/affine_runs-inl.h"
#include "kernels/byte_mix.h"
#include "kernels/byte_mixer-inl.h"
#include "kernels/byte_weights-inl.h"
#include "kernels/coords-inl.h"
#include "kernels/inside-inl.h"
#include "kernels/store_mix-inl.h"
#include "kernels/tap_loads-inl.h"
#include "kernels/taps-inl.h"
#include "kernels/vnni.h"

IMAGEPIPELINE_BEFORE_VNNI_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Groups of kGroupPixels pixels of 3 or 4 channels, as in sample_few-inl.h: 16 bytes hold the taps
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
                                       const BlockStart& start, int count, int room, uint8_t* out) {
  BlockTaps taps;
  BlockWeights weights;
  LocateInside(space, start, count, &taps,
               [&](int j, const AxisLanes& x, const AxisLanes& y) IMAGEPIPELINE_INLINE_LAMBDA {
                 weights.SetVector(j, ByteFractions(x.fraction()), ByteFractions(y.fraction()));
               });
  MixRun<kChannels>({source, space, taps, weights, 0}, taps, count, room, out);
}

template <int64_t kChannels>
HWY_INLINE void SampleFewBytesAffine(const ConstImage& source, const BlockStart& start, int count,
                                     FillMode fill_mode, uint8_t fill_value, uint8_t* out) {
  const TapSpace space = MakeTapSpace(source);
  const BlockStart raised = Raised(start, kByteFractionHalf);
  const auto inside = [&](int begin, int end) HWY_ATTR {
    ForEachCoordBlock(begin, end, [&](int j, int stop) HWY_ATTR {
      SampleFewBytesInside<kChannels>(source, space, Advanced(raised, j), stop - j, count - j,
                                      out + j * kChannels);
    });
  };
  const auto fill = [&](int begin, int end) {
    std::memset(out + begin * kChannels, fill_value,
                static_cast<size_t>((end - begin) * kChannels));
  };
  const auto mixed = [&](int begin, int end) HWY_ATTR {
    ForEachCoordBlock(begin, end, [&](int j, int stop) HWY_ATTR {
      CoordBlock coords;
      AffineByteCoordsOf(Advanced(start, j), stop - j, &coords);
      SampleFewBytes<kChannels>(source, coords, stop - j, count - j, fill_mode, fill_value,
                                out + j * kChannels);
    });
  };
  const AffineRuns runs = FindRuns(space, raised, count, fill_mode);
#if IMAGEPIPELINE_VNNI
  if (HWY_LIKELY(space.width >= 2 && space.height >= 2)) {
    const ByteMixer<kChannels> mixer(fill_mode, fill_value);
    const AffineByteRun<kChannels, ByteMixer<kChannels>> run(source, space, raised, count,
                                                             fill_mode, mixer, out);
    return ForEachAffineRun(
        FillUp(runs), count, [&](int begin, int end) HWY_ATTR { run.Inside(begin, end); }, fill,
        [&](int begin, int end) HWY_ATTR { run.Across(begin, end, mixed); });
  }
#endif
  ForEachAffineRun(runs, count, inside, fill, mixed);
}

// Runs of pixels with all taps inside, of 1 channel: the four taps are one quad.
HWY_INLINE void SampleGrayBytes(const ConstImage& source, const CoordBlock& coords,
                                const BlockWeights& weights, int begin, int end, uint8_t* out) {
  const hn::ScalableTag<int32_t> d;
  const hn::ScalableTag<uint8_t> db;
  constexpr int kLanes = static_cast<int>(HWY_LANES(int32_t));
  // As the quads of MixQuads(): a, c, b, d.
  alignas(16) static constexpr uint8_t kOrder[16] = {0, 2,  1, 3,  4,  6,  5,  7,
                                                     8, 10, 9, 11, 12, 14, 13, 15};
  alignas(64) uint32_t taps[kCoordBlock + kCoordSpare] = {};
  for (int j = begin; j < end; ++j) {
    const uint8_t* at = source.data + coords.y[j] * source.stride_bytes + coords.x[j];
    uint16_t upper, lower;
    std::memcpy(&upper, at, 2);
    std::memcpy(&lower, at + source.stride_bytes, 2);
    taps[j - begin] = upper | uint32_t{lower} << 16;
  }
  alignas(64) uint8_t row[kCoordBlock + 64];
  for (int j = begin; j < end; j += kLanes) {
    const auto quads = hn::TableLookupBytes(
        hn::BitCast(db, hn::Load(hn::ScalableTag<uint32_t>(), taps + (j - begin))),
        hn::LoadDup128(db, kOrder));
    const auto mixed =
        MixQuads(quads, hn::LoadU(d, weights.first + j), hn::LoadU(d, weights.second + j));
    const hn::Rebind<uint8_t, decltype(d)> d8;
    hn::StoreU(hn::DemoteTo(d8, RoundedMix(mixed)), d8, row + (j - begin));
  }
  std::memcpy(out + begin, row, static_cast<size_t>(end - begin));
}

// Runs of pixels with all taps inside, of any number of channels.
HWY_INLINE void SampleManyBytes(const ConstImage& source, const CoordBlock& coords, int begin,
                                int end, uint8_t* out) {
  const int64_t channels = source.shape.channels;
  for (int j = begin; j < end; ++j) {
    const ByteWeights weights = MakeByteWeights(coords.fx[j], coords.fy[j]);
    const uint8_t* upper = source.data + coords.y[j] * source.stride_bytes + coords.x[j] * channels;
    const uint8_t* lower = upper + source.stride_bytes;
    uint8_t* pixel = out + j * channels;
    for (int64_t c = 0; c < channels; ++c)
      pixel[c] = MixBytes(weights, upper[c], upper[c + channels], lower[c], lower[c + channels]);
  }
}

void SampleBytes(const ConstImage& source, const CoordBlock& coords, int count, FillMode fill_mode,
                 uint8_t fill, uint8_t* out) {
  const int64_t channels = source.shape.channels;
  if (HasTapSpace(source)) {
    if (channels == 3) return SampleFewBytes<3>(source, coords, count, count, fill_mode, fill, out);
    if (channels == 4) return SampleFewBytes<4>(source, coords, count, count, fill_mode, fill, out);
  }
  BlockWeights weights;
  weights.Set(coords, count);
  const InsideLimit limit = {ClampToInt32(source.shape.width - 2),
                             ClampToInt32(source.shape.height - 2)};
  const auto inside = [&](int begin, int end) HWY_ATTR {
    if (channels == 1) return SampleGrayBytes(source, coords, weights, begin, end, out);
    SampleManyBytes(source, coords, begin, end, out);
  };
  ForEachRun(coords.x, coords.y, count, limit, inside, [&](int begin, int end) {
    for (int j = begin; j < end; ++j) {
      MixedBytePixel(source, coords.x[j], coords.y[j], coords.fx[j], coords.fy[j], fill_mode, fill,
                     out + j * channels);
    }
  });
}

void SampleAffineBytes(const ConstImage& source, const BlockStart& start, int count,
                       FillMode fill_mode, uint8_t fill, uint8_t* out) {
  const int64_t channels = source.shape.channels;
  if (HasTapSpace(source)) {
    if (channels == 3) return SampleFewBytesAffine<3>(source, start, count, fill_mode, fill, out);
    if (channels == 4) return SampleFewBytesAffine<4>(source, start, count, fill_mode, fill, out);
  }
  ForEachCoordBlock(0, count, [&](int begin, int end) HWY_ATTR {
    CoordBlock coords;
    AffineByteCoordsOf(Advanced(start, begin), end - begin, &coords);
    SampleBytes(source, coords, end - begin, fill_mode, fill, out + begin * channels);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_SAMPLE_BYTES_INL_H_
