// Where the taps of a vector of pixels lie when some of them are across a border: each one is
// folded into the image, or reads the fill value.
#if defined(IMAGEPIPELINE_KERNELS_EDGE_TAPS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_EDGE_TAPS_INL_H_
#undef IMAGEPIPELINE_KERNELS_EDGE_TAPS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_EDGE_TAPS_INL_H_
#endif

#include "core/coords.h"
#include "hwy/highway.h"
#include "kernels/pixel.h"
#include "kernels/taps-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

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

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_EDGE_TAPS_INL_H_
