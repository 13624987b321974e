// An affine block cut into runs of pixels that lie inside the image, outside it, or across its
// border. The coordinates of a block never turn back, so that two ends tell about all between them.
#if defined(IMAGEPIPELINE_KERNELS_AFFINE_RUNS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_AFFINE_RUNS_INL_H_
#undef IMAGEPIPELINE_KERNELS_AFFINE_RUNS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_AFFINE_RUNS_INL_H_
#endif

#include "core/coords.h"
#include "hwy/highway.h"
#include "kernels/coords-inl.h"
#include "kernels/inside-inl.h"
#include "kernels/taps-inl.h"
#include "kernels/vnni.h"

IMAGEPIPELINE_BEFORE_VNNI_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Of a vector of pixels under a constant border.
enum class RunKind : int32_t {
  kInside = 0,  // all taps, as InsideLimit has it
  kFill,        // no tap lies in the image
  kMixed,
};

// Whether all taps of an affine block lie inside.
HWY_INLINE bool IsInside(const BlockStart& start, int count, InsideLimit limit) {
  const auto inside = [&](const Coord& at) {
    return at.x >= 0 && at.x <= limit.x && at.y >= 0 && at.y <= limit.y;
  };
  return inside(AffineCoord(start, 0)) && inside(AffineCoord(start, count - 1));
}

// RunKind of the pixels between two ends in neighbouring lanes, in both of them.
template <class V>
HWY_INLINE V RunKinds(const TapSpace& space, V x, V y) {
  const hn::DFromV<V> di;
  const auto zero = hn::Zero(di), one = hn::Set(di, 1), before = hn::Set(di, -1);
  const auto beyond = hn::Or(hn::Or(hn::Lt(x, zero), hn::Gt(x, hn::Set(di, space.limit.x))),
                             hn::Or(hn::Lt(y, zero), hn::Gt(y, hn::Set(di, space.limit.y))));
  // The side on which an end has no tap, as a bit: both ends on one side have none between them.
  const auto side = [&](auto is_there, int32_t bit)
                        HWY_ATTR { return hn::IfThenElseZero(is_there, hn::Set(di, bit)); };
  const auto sides =
      hn::Or(hn::Or(side(hn::Lt(x, before), 1), side(hn::Gt(x, hn::Set(di, space.width - 1)), 2)),
             hn::Or(side(hn::Lt(y, before), 4), side(hn::Gt(y, hn::Set(di, space.height - 1)), 8)));
  const auto outside = hn::VecFromMask(di, beyond);
  const auto either = hn::Or(outside, hn::Shuffle2301(outside));
  const auto both = hn::And(sides, hn::Shuffle2301(sides));
  const auto is_fill = hn::Ne(both, zero);
  return hn::And(either, hn::IfThenElse(is_fill, one, hn::Set(di, 2)));
}

// The RunKind of every vector of a block.
HWY_INLINE void ClassifyVectors(const TapSpace& space, const BlockStart& start, int count,
                                int32_t* kinds) {
  using VF = hn::Vec<DF>;
  const DF df;
  const DI di;
  constexpr int kLanes = static_cast<int>(HWY_LANES(float));
  // Lanes 2 k and 2 k + 1 are the first and the last pixel of vector k.
  const auto lane = hn::Iota(di, 0);
  const auto even = hn::AndNot(hn::Set(di, 1), lane);
  const auto ends = hn::Add(hn::Mul(even, hn::Set(di, kLanes / 2)),
                            hn::Mul(hn::Sub(lane, even), hn::Set(di, kLanes - 1)));
  for (int j = 0; j < count; j += kLanes * kLanes / 2) {
    const auto pixel = hn::Min(hn::Add(ends, hn::Set(di, j)), hn::Set(di, count - 1));
    hn::Vec<DI> x, y;
    VF fx, fy;
    CoordsAt(start, hn::ConvertTo(df, pixel), &x, &y, &fx, &fy);
    hn::StoreU(RunKinds(space, x, y), di, kinds + 2 * (j / kLanes));
  }
}

// Calls inside(begin, end), fill(begin, end) and mixed(begin, end) for runs of whole vectors, but
// for the last one, in order.
template <class Inside, class Fill, class Mixed>
HWY_INLINE void ForEachAffineRun(const TapSpace& space, const BlockStart& start, int count,
                                 FillMode mode, const Inside& inside, const Fill& fill,
                                 const Mixed& mixed) {
  if (HWY_LIKELY(IsInside(start, count, space.limit))) return inside(0, count);
  // Runs take longer to find than they save where none is fill.
  if (mode != FillMode::kConstant) return mixed(0, count);
  constexpr int kLanes = static_cast<int>(HWY_LANES(float));
  // Each kind twice.
  alignas(64) int32_t kinds[2 * kCoordBlock / kLanes + kLanes];
  ClassifyVectors(space, start, count, kinds);
  for (int begin = 0; begin < count;) {
    const int32_t kind = kinds[2 * (begin / kLanes)];
    int end = begin + kLanes;
    while (end < count && kinds[2 * (end / kLanes)] == kind) end += kLanes;
    end = HWY_MIN(end, count);
    switch (static_cast<RunKind>(kind)) {
      case RunKind::kInside:
        inside(begin, end);
        break;
      case RunKind::kFill:
        fill(begin, end);
        break;
      case RunKind::kMixed:
        mixed(begin, end);
        break;
    }
    begin = end;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_AFFINE_RUNS_INL_H_
