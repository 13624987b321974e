// Bilinear samples of uint8 as uint8: MixBytes() of kernels/byte_mix.h in every lane, for any
// number of channels.
#if defined(IMAGEPIPELINE_KERNELS_SAMPLE_BYTES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_SAMPLE_BYTES_INL_H_
#undef IMAGEPIPELINE_KERNELS_SAMPLE_BYTES_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_SAMPLE_BYTES_INL_H_
#endif

#include <cstring>

#include "hwy/highway.h"
#include "kernels/affine_runs-inl.h"
#include "kernels/byte_mix.h"
#include "kernels/byte_weights-inl.h"
#include "kernels/coords-inl.h"
#include "kernels/inside-inl.h"
#include "kernels/sample_few_bytes-inl.h"
#include "kernels/taps-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

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

void SampleAffineBytes(const ConstImage& source, const AffineRows& rows, FillMode fill_mode,
                       uint8_t fill, uint8_t* out) {
  const int64_t channels = source.shape.channels;
  if (HasTapSpace(source)) {
    if (channels == 3) return FewByteRows<3>(source, rows, fill_mode, fill).Run(rows, out);
    if (channels == 4) return FewByteRows<4>(source, rows, fill_mode, fill).Run(rows, out);
  }
  ForEachCoordBlock(rows, channels, [&](const BlockStart& start, int count, int64_t at) HWY_ATTR {
    CoordBlock coords;
    AffineByteCoordsOf(start, count, &coords);
    SampleBytes(source, coords, count, fill_mode, fill, out + at);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_SAMPLE_BYTES_INL_H_
