// Where the four taps of a bilinear sample lie, for a block of pixels of 3 or 4 channels. The
// offsets of a whole block are stored before any pixel is read: a scalar load right behind a vector
// store of the same bytes would wait for it.
#if defined(IMAGEPIPELINE_KERNELS_TAPS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_TAPS_INL_H_
#undef IMAGEPIPELINE_KERNELS_TAPS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_TAPS_INL_H_
#endif

#include <algorithm>
#include <cstring>

#include "core/coords.h"
#include "hwy/highway.h"
#include "kernels/coords-inl.h"
#include "kernels/inline_lambda.h"
#include "kernels/inside-inl.h"
#include "kernels/pixel.h"
#include "kernels/vnni.h"

IMAGEPIPELINE_BEFORE_VNNI_NAMESPACE();
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

// TapIndex() in every lane. Lanes further than one image outside set `far` where that needs a
// division.
template <class V>
HWY_INLINE V FoldTaps(FillMode mode, V i, int32_t size, bool* far) {
  const hn::DFromV<V> di;
  const auto zero = hn::Zero(di), n = hn::Set(di, size), last = hn::Set(di, size - 1);
  const auto below = hn::Lt(i, zero), above = hn::Gt(i, last);
  switch (mode) {
    case FillMode::kConstant:
      return hn::IfThenElse(hn::Or(below, above), hn::Set(di, static_cast<int32_t>(kFillIndex)), i);
    case FillMode::kNearest:
      return hn::IfThenElse(below, zero, hn::IfThenElse(above, last, i));
    case FillMode::kReflect:
    case FillMode::kWrap:
      break;
  }
  *far |= !hn::AllFalse(di, hn::Or(hn::Lt(i, hn::Neg(n)), hn::Gt(i, hn::Add(n, last))));
  if (mode == FillMode::kWrap) {
    return hn::IfThenElse(below, hn::Add(i, n), hn::IfThenElse(above, hn::Sub(i, n), i));
  }
  const auto mirrored_high = hn::Sub(hn::Add(n, last), i);
  return hn::IfThenElse(below, hn::Not(i), hn::IfThenElse(above, mirrored_high, i));
}

// Both folded taps of a vector of pixels along one axis. A second tap of weight 0 reads where the
// first one does. No more than `count` lanes are valid.
template <class DI>
struct FoldedAxis {
  using V = hn::Vec<DI>;
  V first, second;

  HWY_INLINE FoldedAxis(FillMode mode, const int32_t* index, const float* fraction, int32_t size,
                        int count) {
    const DI di;
    const hn::RebindToFloat<DI> df;
    const V i = hn::Load(di, index);
    bool far = false;
    const V folded = FoldTaps(mode, i, size, &far);
    const V next = FoldTaps(mode, hn::Add(i, hn::Set(di, 1)), size, &far);
    const auto outside = hn::Eq(i, hn::Set(di, kOutside));
    const auto unused = hn::RebindMask(di, hn::Eq(hn::Load(df, fraction), hn::Zero(df)));
    first = hn::IfThenElse(outside, hn::Set(di, static_cast<int32_t>(kFillIndex)), folded);
    second = hn::IfThenElse(hn::Or(outside, unused), first, next);
    if (HWY_UNLIKELY(far)) FoldFar(mode, index, fraction, size, count);
  }

  // One lane after the other.
  HWY_NOINLINE void FoldFar(FillMode mode, const int32_t* index, const float* fraction,
                            int32_t size, int count) {
    const DI di;
    alignas(64) int32_t firsts[HWY_LANES(int32_t)], seconds[HWY_LANES(int32_t)];
    hn::Store(first, di, firsts);
    hn::Store(second, di, seconds);
    for (int k = 0; k < HWY_MIN(count, static_cast<int>(HWY_LANES(int32_t))); ++k) {
      const bool outside = index[k] == kOutside;
      firsts[k] = static_cast<int32_t>(outside ? kFillIndex : FoldTap(mode, index[k], size));
      seconds[k] = outside || fraction[k] == 0
                       ? firsts[k]
                       : static_cast<int32_t>(FoldTap(mode, int64_t{index[k]} + 1, size));
    }
    first = hn::Load(di, firsts);
    second = hn::Load(di, seconds);
  }
};

// Offsets of the taps at (x, y), -1 where one of them is the fill value.
template <class V>
HWY_INLINE V TapOffsets(const TapSpace& space, V x, V y) {
  const hn::DFromV<V> di;
  const V offset = hn::Add(hn::Mul(y, hn::Set(di, space.stride_bytes)),
                           hn::Mul(x, hn::Set(di, space.pixel_bytes)));
  return hn::IfThenElse(hn::Lt(hn::Or(x, y), hn::Zero(di)), hn::Set(di, -1), offset);
}

// What the lanes of a group have in common, as bits.
constexpr int32_t kHasOutside = 1, kHasCareful = 2, kHasImage = 4;

HWY_INLINE GroupKind KindOf(int32_t bits) {
  constexpr GroupKind kKinds[8] = {GroupKind::kInside, GroupKind::kFill,   GroupKind::kInside,
                                   GroupKind::kFill,   GroupKind::kInside, GroupKind::kEdge,
                                   GroupKind::kInside, GroupKind::kCareful};
  return kKinds[bits];
}

// Every lane gets the bits of all lanes of its group.
template <class V>
HWY_INLINE V OrInGroups(V bits) {
  if constexpr (kGroupPixels >= 2) bits = hn::Or(bits, hn::Shuffle2301(bits));
  if constexpr (kGroupPixels >= 4) bits = hn::Or(bits, hn::Shuffle1032(bits));
  return bits;
}

// Whether no tap of these pixels lies in the image: of constant borders, all of it is fill then.
template <class V, class M>
HWY_INLINE bool AreFill(const TapSpace& space, V x, V y, M valid) {
  const hn::DFromV<V> di;
  const auto before = hn::Set(di, -2);
  const auto seen = hn::And(hn::And(hn::Gt(x, before), hn::Lt(x, hn::Set(di, space.width))),
                            hn::And(hn::Gt(y, before), hn::Lt(y, hn::Set(di, space.height))));
  return hn::AllFalse(di, hn::And(seen, valid));
}

// The taps of the vector of pixels from `j` on, some of which lie outside, and the kinds of its
// groups.
template <class M>
HWY_INLINE void LocateEdge(const TapSpace& space, const CoordBlock& coords, FillMode mode, int j,
                           int count, M outside, BlockTaps* taps) {
  using DI = hn::ScalableTag<int32_t>;
  const DI di;
  const FoldedAxis<DI> x(mode, coords.x + j, coords.fx + j, space.width, count - j);
  const FoldedAxis<DI> y(mode, coords.y + j, coords.fy + j, space.height, count - j);
  const auto valid = hn::FirstN(di, static_cast<size_t>(count - j));
  const auto last = hn::Set(di, space.last_offset);
  auto all_fill = valid, careful = hn::Not(valid);
  for (int t = 0; t < 4; ++t) {
    const auto offset =
        TapOffsets(space, t % 2 == 0 ? x.first : x.second, t < 2 ? y.first : y.second);
    const auto fill = hn::Lt(offset, hn::Zero(di));
    all_fill = hn::And(all_fill, fill);
    careful = hn::Or(careful, hn::Or(fill, hn::Eq(offset, last)));
    hn::Store(hn::IfThenElseZero(valid, offset), di, taps->offset[t] + j);
  }
  const auto bit = [&](M mask, int32_t value) HWY_ATTR {
    return hn::IfThenElseZero(hn::And(mask, valid), hn::Set(di, value));
  };
  const auto bits = hn::Or(hn::Or(bit(outside, kHasOutside), bit(careful, kHasCareful)),
                           bit(hn::Not(all_fill), kHasImage));
  alignas(64) int32_t flags[HWY_LANES(int32_t)];
  hn::Store(OrInGroups(bits), di, flags);
  GroupKind* kind = taps->kind + j / kGroupPixels;
  for (size_t k = 0; k < HWY_LANES(int32_t); k += kGroupPixels) *kind++ = KindOf(flags[k]);
}

HWY_INLINE void LocateTaps(const TapSpace& space, const CoordBlock& coords, int count,
                           FillMode mode, BlockTaps* taps) {
  const hn::ScalableTag<int32_t> di;
  const hn::ScalableTag<uint32_t> du;
  constexpr int kLanes = static_cast<int>(HWY_LANES(int32_t));
  const auto stride = hn::Set(di, space.stride_bytes), pixel = hn::Set(di, space.pixel_bytes);
  // Unsigned, negative coordinates are beyond too. No pixel qualifies under a negative limit.
  const bool has_inside = space.limit.x >= 0 && space.limit.y >= 0;
  const auto x_max = hn::Set(du, static_cast<uint32_t>(space.limit.x));
  const auto y_max = hn::Set(du, static_cast<uint32_t>(space.limit.y));
  for (int j = 0; j < count; j += kLanes) {
    const auto x = hn::Load(di, coords.x + j), y = hn::Load(di, coords.y + j);
    const auto beyond = hn::RebindMask(
        di, hn::Or(hn::Gt(hn::BitCast(du, x), x_max), hn::Gt(hn::BitCast(du, y), y_max)));
    const auto offset = hn::Add(hn::Mul(y, stride), hn::Mul(x, pixel));
    if (HWY_LIKELY(has_inside && j + kLanes <= count && hn::AllFalse(di, beyond))) {
      hn::Store(offset, di, taps->inside + j);
      std::memset(taps->kind + j / kGroupPixels, 0, kLanes / kGroupPixels);
      continue;
    }
    const auto valid = hn::FirstN(di, static_cast<size_t>(count - j));
    const auto outside = has_inside ? hn::And(valid, beyond) : valid;
    hn::Store(hn::IfThenElseZero(hn::AndNot(outside, valid), offset), di, taps->inside + j);
    GroupKind* kinds = taps->kind + j / kGroupPixels;
    if (hn::AllFalse(di, outside)) {
      std::fill_n(kinds, kLanes / kGroupPixels, GroupKind::kInside);
    } else if (mode == FillMode::kConstant && AreFill(space, x, y, valid)) {
      std::fill_n(kinds, kLanes / kGroupPixels, GroupKind::kFill);
    } else {
      LocateEdge(space, coords, mode, j, count, outside, taps);
    }
  }
}

// LocateTaps() of `count` <= kCoordBlock pixels of an affine run, all of whose taps lie inside.
// `start` has half a unit added. Calls visit(j, x, y) with the AxisLanes of every vector of pixels.
template <class Visit>
HWY_INLINE void LocateInside(const TapSpace& space, const RunSteps& steps, const BlockStart& start,
                             int count, BlockTaps* taps, const Visit& visit) {
  using VI = hn::Vec<DI>;
  const DI di;
  const VI stride = hn::Set(di, space.stride_bytes), pixel = hn::Set(di, space.pixel_bytes);
  ForEachAffineVector(
      steps, start, count,
      [&](int j, const AxisLanes& x, const AxisLanes& y) IMAGEPIPELINE_INLINE_LAMBDA {
        hn::Store(hn::Add(hn::Mul(y.whole(), stride), hn::Mul(x.whole(), pixel)), di,
                  taps->inside + j);
        visit(j, x, y);
      });
  // The last group may go on after `count`, where pixels lie anywhere.
  for (int j = count; j % kGroupPixels != 0; ++j) taps->inside[j] = 0;
  std::fill_n(taps->kind, kCoordBlock / kGroupPixels, GroupKind::kInside);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_TAPS_INL_H_
