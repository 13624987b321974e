// Finds the taps of a block of pixels. Most lie inside as a whole vector and take the short way.
#if defined(IMAGEPIPELINE_KERNELS_LOCATE_TAPS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_LOCATE_TAPS_INL_H_
#undef IMAGEPIPELINE_KERNELS_LOCATE_TAPS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_LOCATE_TAPS_INL_H_
#endif

#include <algorithm>
#include <cstring>

#include "core/coords.h"
#include "hwy/highway.h"
#include "kernels/coords-inl.h"
#include "kernels/edge_taps-inl.h"
#include "kernels/inline_lambda.h"
#include "kernels/taps-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

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

#endif  // IMAGEPIPELINE_KERNELS_LOCATE_TAPS_INL_H_
