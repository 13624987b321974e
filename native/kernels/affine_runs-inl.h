// An affine run cut into pixels that lie inside the image, outside it, or across its border. Its
// coordinates never turn back, so that two ends tell about all between them.
#if defined(IMAGEPIPELINE_KERNELS_AFFINE_RUNS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_AFFINE_RUNS_INL_H_
#undef IMAGEPIPELINE_KERNELS_AFFINE_RUNS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_AFFINE_RUNS_INL_H_
#endif

#include "core/coords.h"
#include "hwy/highway.h"
#include "kernels/inside-inl.h"
#include "kernels/taps-inl.h"
#include "kernels/vnni.h"

IMAGEPIPELINE_BEFORE_VNNI_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Pixels of a run of `count`: [0, seen_begin) and [seen_end, count) have no tap in the image, which
// is told of constant borders alone; [inside_begin, inside_end) have all taps inside, as
// InsideLimit has it.
struct AffineRuns {
  int seen_begin, inside_begin, inside_end, seen_end;
};

struct PixelRange {
  int begin, end;
};

HWY_INLINE PixelRange Intersect(PixelRange a, PixelRange b) {
  const int begin = HWY_MAX(a.begin, b.begin);
  return {begin, HWY_MAX(begin, HWY_MIN(a.end, b.end))};
}

// One axis of a run, solved for the pixels at given coordinates.
class AxisSolver {
 public:
  HWY_INLINE AxisSolver(const AxisStart& axis, int count)
      : axis_(axis), count_(count), solves_(axis.step > kLeastStep || axis.step < -kLeastStep) {
    const double inverse = solves_ ? 1.0 / static_cast<double>(axis.step) : 0;
    origin_ = -static_cast<double>(axis.at) * inverse;
    pixel_ = 0x1p32 * inverse;
  }

  // The pixels whose whole coordinate is from `lo` to before `hi`, give or take one; all of them
  // where the axis hardly moves.
  HWY_INLINE PixelRange Range(int32_t lo, int32_t hi) const {
    if (HWY_UNLIKELY(!solves_)) return {0, count_};
    const double one = origin_ + pixel_ * lo, other = origin_ + pixel_ * hi;
    const bool rises = axis_.step > 0;
    return {RoundedUp(rises ? one : other), RoundedUp(rises ? other : one)};
  }

 private:
  // Less than a pixel in a whole run: rounding would count for more.
  static constexpr int64_t kLeastStep = 1 << 16;

  HWY_INLINE int RoundedUp(double pixel) const {
    const double bounded = HWY_MIN(HWY_MAX(pixel, 0.0), static_cast<double>(count_));
    const int whole = static_cast<int>(bounded);
    return whole + (bounded > whole ? 1 : 0);
  }

  const AxisStart& axis_;
  int count_;
  bool solves_;
  double origin_, pixel_;
};

// The whole coordinates of pixel j lie from `lo` to before `hi`.
struct AffineBounds {
  InsideLimit lo, hi;

  HWY_INLINE bool Has(const BlockStart& start, int j) const {
    const int64_t x = (start.x.at + start.x.step * j) >> 32;
    const int64_t y = (start.y.at + start.y.step * j) >> 32;
    return x >= lo.x && x < hi.x && y >= lo.y && y < hi.y;
  }
  HWY_INLINE PixelRange Find(const AxisSolver& x, const AxisSolver& y) const {
    return Intersect(x.Range(lo.x, hi.x), y.Range(lo.y, hi.y));
  }
};

// `start` has half a unit added, so that its coordinates are cut.
HWY_INLINE AffineRuns FindRuns(const TapSpace& space, const BlockStart& start, int count,
                               FillMode mode) {
  const AffineBounds inside = {{0, 0}, {space.limit.x + 1, space.limit.y + 1}};
  if (inside.Has(start, 0) && inside.Has(start, count - 1)) return {0, 0, count, count};
  const AxisSolver x(start.x, count), y(start.y, count);
  // What the division got wrong is put right: nothing may be read outside, and nothing be missing.
  PixelRange in = inside.Find(x, y);
  while (in.begin < in.end && !inside.Has(start, in.begin)) ++in.begin;
  while (in.begin < in.end && !inside.Has(start, in.end - 1)) --in.end;
  PixelRange seen = {0, count};
  if (mode == FillMode::kConstant) {
    const AffineBounds bounds = {{-1, -1}, {space.width, space.height}};
    seen = bounds.Find(x, y);
    while (seen.begin > 0 && bounds.Has(start, seen.begin - 1)) --seen.begin;
    while (seen.end < count && bounds.Has(start, seen.end)) ++seen.end;
  }
  // Where nothing is inside, one run is enough.
  if (in.begin == in.end) in = {seen.end, seen.end};
  return {seen.begin, in.begin, in.end, seen.end};
}

// Calls fill(begin, end), mixed(begin, end) and inside(begin, end) for the runs of a block, in
// order.
template <class Inside, class Fill, class Mixed>
HWY_INLINE void ForEachAffineRun(const AffineRuns& runs, int count, const Inside& inside,
                                 const Fill& fill, const Mixed& mixed) {
  if (runs.seen_begin > 0) fill(0, runs.seen_begin);
  if (runs.inside_begin > runs.seen_begin) mixed(runs.seen_begin, runs.inside_begin);
  if (runs.inside_end > runs.inside_begin) inside(runs.inside_begin, runs.inside_end);
  if (runs.seen_end > runs.inside_end) mixed(runs.inside_end, runs.seen_end);
  if (count > runs.seen_end) fill(runs.seen_end, count);
}

// Calls visit(begin, end) for parts of [begin, end) that a CoordBlock holds.
template <class Visit>
HWY_INLINE void ForEachCoordBlock(int begin, int end, const Visit& visit) {
  for (int j = begin; j < end; j += kCoordBlock) visit(j, HWY_MIN(end, j + kCoordBlock));
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_AFFINE_RUNS_INL_H_
