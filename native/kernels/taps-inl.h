// Where the four taps of a bilinear sample lie, for a block of pixels of 3 or 4 channels. The
// offsets of a whole block are stored before any pixel is read: a scalar load right behind a vector
// store of the same bytes would wait for it.
#if defined(IMAGEPIPELINE_KERNELS_TAPS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_TAPS_INL_H_
#undef IMAGEPIPELINE_KERNELS_TAPS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_TAPS_INL_H_
#endif

#include <cstdint>
#include <cstring>

#include "core/coords.h"
#include "core/image.h"
#include "hwy/highway.h"
#include "kernels/inside-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Pixels that share a vector: four lanes each.
constexpr int kGroupPixels = static_cast<int>(HWY_LANES(float)) / 4;

// weights[0], weights[1], ... of a group's pixels, each in the four lanes of its pixel.
template <class D>
HWY_INLINE hn::Vec<D> SpreadInGroup(D d, const hn::TFromD<D>* weights) {
  if constexpr (kGroupPixels == 1) {
    return hn::Set(d, weights[0]);
  } else {
    alignas(64) static constexpr int32_t kSpread[16] = {0, 0, 0, 0, 1, 1, 1, 1,
                                                        2, 2, 2, 2, 3, 3, 3, 3};
    return hn::TableLookupLanes(hn::LoadDup128(d, weights), hn::SetTableIndices(d, kSpread));
  }
}

// SpreadInGroup() of group kIndex of the pixels of a whole vector, whose load groups share.
template <int kIndex>
HWY_INLINE hn::Vec<hn::ScalableTag<float>> SpreadOfQuad(const float* weights) {
  const hn::ScalableTag<float> df;
  alignas(64) static constexpr auto kSpread = [] {
    struct Lanes {
      int32_t lanes[HWY_LANES(float)];
    } spread = {};
    constexpr int kLanes = static_cast<int>(HWY_LANES(float));
    for (int i = 0; i < kLanes; ++i) spread.lanes[i] = kIndex * kGroupPixels + i / 4;
    return spread;
  }();
  return hn::TableLookupLanes(hn::Load(df, weights), hn::SetTableIndices(df, kSpread.lanes));
}

enum class GroupKind : uint8_t {
  kInside,   // all taps of all pixels inside, as InsideLimit has it
  kEdge,     // every tap has a place in the image, and four values can be read there
  kCareful,  // taps that read the fill value, or the last pixel of the image
  kFill,     // all pixels are the fill value
};

// Whether all of four neighbouring groups are.
HWY_INLINE bool AreInside(const GroupKind* kinds) {
  static_assert(static_cast<int>(GroupKind::kInside) == 0);
  uint32_t four;
  std::memcpy(&four, kinds, sizeof(four));
  return four == 0;
}

// Entries of pixels after `count` may be read but not used.
struct BlockTaps {
  // Of the upper left tap, for groups inside.
  alignas(64) int32_t inside[kCoordBlock];
  // Of the four taps, in the order of a + fx * (b - a), c + fx * (d - c); for the other groups.
  // Negative: the fill value.
  alignas(64) int32_t offset[4][kCoordBlock];
  GroupKind kind[kCoordBlock / kGroupPixels];
};

// The image as offsets see it.
struct TapSpace {
  int32_t width;
  int32_t height;
  int32_t stride_bytes;
  int32_t pixel_bytes;
  // With 3 channels four values cannot be read at the last pixel. Otherwise negative.
  int32_t last_offset;
  InsideLimit limit;
};

// Whether all offsets of an image fit into 31 bits, and all folded indices into int32.
HWY_INLINE bool HasTapSpace(const ConstImage& source) {
  constexpr int64_t kMaxBytes = int64_t{1} << 30;
  const Shape& shape = source.shape;
  return shape.width < kMaxBytes && shape.height < kMaxBytes && source.stride_bytes < kMaxBytes &&
         shape.height * source.stride_bytes < kMaxBytes;
}

HWY_INLINE TapSpace MakeTapSpace(const ConstImage& source) {
  const Shape& shape = source.shape;
  const auto width = static_cast<int32_t>(shape.width);
  const auto height = static_cast<int32_t>(shape.height);
  const auto stride = static_cast<int32_t>(source.stride_bytes);
  const auto pixel_bytes =
      static_cast<int32_t>(shape.channels) * static_cast<int32_t>(SizeOf(source.dtype));
  // The load of the right tap of 3 channels reads into the pixel after it.
  const int32_t pixels_read = shape.channels == 3 ? 3 : 2;
  return {width,
          height,
          stride,
          pixel_bytes,
          shape.channels == 3 ? (height - 1) * stride + (width - 1) * pixel_bytes : INT32_MIN,
          {width - pixels_read, height - 2}};
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_TAPS_INL_H_
