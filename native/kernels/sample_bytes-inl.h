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
#include "kernels/byte_mix.h"
#include "kernels/byte_weights-inl.h"
#include "kernels/inside-inl.h"
#include "kernels/sample_few-inl.h"
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
  using V = hn::Vec<hn::ScalableTag<int32_t>>;

  HWY_INLINE ByteSampler(const ConstImage& source, const BlockTaps& taps,
                         const BlockWeights& weights, uint8_t fill)
      : data_(source.data),
        next_row_(source.data + source.stride_bytes),
        taps_(taps),
        weights_(weights),
        fill_(fill) {}

  HWY_INLINE V Sample(GroupKind kind, int j) const {
    switch (kind) {
      case GroupKind::kInside:
        return Inside(j);
      case GroupKind::kEdge:
        return Mix<4>(FromBlocks(D(), [&](int k) HWY_ATTR { return Edge(j + k); }), j);
      case GroupKind::kCareful:
        return Mix<4>(FromBlocks(D(), [&](int k) HWY_ATTR { return Careful(j + k); }), j);
      case GroupKind::kFill:
        break;
    }
    return hn::Set(hn::ScalableTag<int32_t>(), fill_);
  }

  // One load a row has both taps.
  HWY_INLINE V Inside(int j) const {
    const int32_t* offset = taps_.inside + j;
    const hn::Half<D16> d8;
    return Mix<kChannels>(FromBlocks(D(),
                                     [&](int k) HWY_ATTR {
                                       return hn::Combine(D16(),
                                                          hn::LoadU(d8, next_row_ + offset[k]),
                                                          hn::LoadU(d8, data_ + offset[k]));
                                     }),
                          j);
  }

 private:
  HWY_INLINE hn::Vec<D16> Edge(int j) const {
    alignas(16) uint32_t pixel[4];
    for (int t = 0; t < 4; ++t) std::memcpy(&pixel[t], data_ + taps_.offset[t][j], 4);
    return hn::BitCast(D16(), hn::Load(hn::Full128<uint32_t>(), pixel));
  }

  HWY_INLINE hn::Vec<D16> Careful(int j) const {
    alignas(16) uint8_t pixel[16];
    std::memset(pixel, fill_, sizeof(pixel));
    for (int t = 0; t < 4; ++t) {
      const int32_t offset = taps_.offset[t][j];
      if (offset >= 0) std::memcpy(pixel + 4 * t, data_ + offset, kChannels);
    }
    return hn::Load(D16(), pixel);
  }

  // The right taps lie kRight bytes behind the left ones, the lower ones 8 behind the upper ones.
  template <uint8_t kRight>
  HWY_INLINE V Mix(hn::Vec<D> taps, int j) const {
    constexpr uint8_t kB = kRight, kC = 8, kD = 8 + kRight;
    alignas(16) static constexpr uint8_t kOrder[16] = {
        0, kC,     kB,     kD,     1, kC + 1, kB + 1, kD + 1,  //
        2, kC + 2, kB + 2, kD + 2, 3, kC + 3, kB + 3, kD + 3};
    const auto quads = hn::TableLookupBytes(taps, hn::LoadDup128(D(), kOrder));
    return MixQuads(quads, Spread(weights_.first + j), Spread(weights_.second + j));
  }

  // weights[0], weights[1], ... in the four lanes of their pixels.
  HWY_INLINE static V Spread(const int32_t* weights) {
    const hn::ScalableTag<int32_t> d;
    if constexpr (kGroupPixels == 1) {
      return hn::Set(d, weights[0]);
    } else {
      alignas(64) static constexpr int32_t kSpread[16] = {0, 0, 0, 0, 1, 1, 1, 1,
                                                          2, 2, 2, 2, 3, 3, 3, 3};
      return hn::TableLookupLanes(hn::LoadDup128(d, weights), hn::SetTableIndices(d, kSpread));
    }
  }

  const uint8_t* data_;
  const uint8_t* next_row_;
  const BlockTaps& taps_;
  const BlockWeights& weights_;
  uint8_t fill_;
};

// Writes the bytes of a group; what spills over belongs to pixels that are written later.
template <int64_t kChannels, class V>
HWY_INLINE void StoreBytes(V v, uint8_t* out) {
  const hn::Rebind<uint8_t, hn::DFromV<V>> d;
  auto bytes = hn::DemoteTo(d, v);
  if constexpr (kChannels == 3 && kGroupPixels > 1) {
    alignas(16) static constexpr uint8_t kOrder[16] = {0,  1,  2,  4,  5,  6,  8,  9,
                                                       10, 12, 13, 14, 15, 15, 15, 15};
    // For two pixels only the first eight entries count.
    bytes = hn::TableLookupBytes(bytes, hn::LoadU(d, kOrder));
  }
  hn::StoreU(bytes, d, out);
}

// The bytes of four groups at once.
template <int64_t kChannels, class V>
HWY_INLINE void StoreByteQuad(V v0, V v1, V v2, V v3, uint8_t* out) {
#if HWY_TARGET == HWY_AVX3_DL
  // Three packs and one permutation of 64 bytes instead of 4 of each.
  alignas(64) static constexpr auto kOrder = [] {
    struct Order {
      uint8_t bytes[64];
    } order = {};
    // After the packs, dword 4 block + group has the pixel `block` of the group.
    for (int i = 0; i < 16 * kChannels; ++i) {
      const int pixel = i / static_cast<int>(kChannels), c = i % static_cast<int>(kChannels);
      order.bytes[i] = static_cast<uint8_t>(16 * (pixel % 4) + 4 * (pixel / 4) + c);
    }
    return order;
  }();
  const __m512i packed =
      _mm512_packus_epi16(_mm512_packs_epi32(v0.raw, v1.raw), _mm512_packs_epi32(v2.raw, v3.raw));
  _mm512_storeu_si512(out, _mm512_permutexvar_epi8(_mm512_load_si512(kOrder.bytes), packed));
#else
  constexpr int64_t kStep = kGroupPixels * kChannels;
  StoreBytes<kChannels>(v0, out);
  StoreBytes<kChannels>(v1, out + kStep);
  StoreBytes<kChannels>(v2, out + 2 * kStep);
  StoreBytes<kChannels>(v3, out + 3 * kStep);
#endif
}

template <int64_t kChannels>
HWY_INLINE void SampleFewBytes(const ConstImage& source, const CoordBlock& coords, int count,
                               FillMode fill_mode, uint8_t fill, uint8_t* out) {
  constexpr int kQuad = 4 * kGroupPixels;
  BlockTaps taps;
  LocateTaps(MakeTapSpace(source), coords, count, fill_mode, &taps);
  const BlockWeights weights(coords, count);
  const ByteSampler<kChannels> sampler(source, taps, weights, fill);
  // Stores of whole vectors need room behind the last pixel.
  alignas(64) uint8_t row[kCoordBlock * kChannels + 64];
  for (int j = 0; j < count; j += kQuad) {
    const GroupKind* kind = taps.kind + j / kGroupPixels;
    uint8_t* to = row + j * kChannels;
    const bool inside = j + kQuad <= count && kind[0] == GroupKind::kInside &&
                        kind[1] == GroupKind::kInside && kind[2] == GroupKind::kInside &&
                        kind[3] == GroupKind::kInside;
    if (HWY_LIKELY(inside)) {
      StoreByteQuad<kChannels>(sampler.Inside(j), sampler.Inside(j + kGroupPixels),
                               sampler.Inside(j + 2 * kGroupPixels),
                               sampler.Inside(j + 3 * kGroupPixels), to);
      continue;
    }
    for (int i = j; i < HWY_MIN(j + kQuad, count); i += kGroupPixels, ++kind)
      StoreBytes<kChannels>(sampler.Sample(*kind, i), row + i * kChannels);
  }
  std::memcpy(out, row, static_cast<size_t>(count * kChannels));
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
    hn::StoreU(hn::DemoteTo(d8, mixed), d8, row + (j - begin));
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
    if (channels == 3) return SampleFewBytes<3>(source, coords, count, fill_mode, fill, out);
    if (channels == 4) return SampleFewBytes<4>(source, coords, count, fill_mode, fill, out);
  }
  const BlockWeights weights(coords, count);
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

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_SAMPLE_BYTES_INL_H_
