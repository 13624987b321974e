// An affine run of output pixels cut into those that read inside an image, outside it, or across
// its border. Coordinates never turn back along a run, so that each kind lies together.
#ifndef IMAGEPIPELINE_CORE_AFFINE_RUNS_H_
#define IMAGEPIPELINE_CORE_AFFINE_RUNS_H_

#include <algorithm>
#include <cstdint>

#include "core/coords.h"

namespace imagepipeline {

// Pixels of a run of `count`: [0, seen_begin) and [seen_end, count) read nothing of the image;
// [inside_begin, inside_end) read nothing else.
struct AffineRuns {
  int seen_begin, inside_begin, inside_end, seen_end;
};

struct PixelRange {
  int begin, end;
};

inline PixelRange Intersect(PixelRange a, PixelRange b) {
  const int begin = std::max(a.begin, b.begin);
  return {begin, std::max(begin, std::min(a.end, b.end))};
}

// From `lo` to before `hi`, in 1/2^32 pixels.
struct AxisBounds {
  int64_t lo, hi;

  bool Has(int64_t at) const { return at >= lo && at < hi; }
};

// One axis of a run, solved for the pixels at given coordinates.
class AxisSolver {
 public:
  AxisSolver(const AxisStart& axis, int count)
      : axis_(axis), count_(count), solves_(axis.step > kLeastStep || axis.step < -kLeastStep) {
    inverse_ = solves_ ? 1.0 / static_cast<double>(axis.step) : 0;
    origin_ = -static_cast<double>(axis.at) * inverse_;
  }

  // The pixels within the bounds, give or take one; all of them where the axis hardly moves.
  PixelRange Range(const AxisBounds& bounds) const {
    if (!solves_) return {0, count_};
    const double one = origin_ + inverse_ * static_cast<double>(bounds.lo);
    const double other = origin_ + inverse_ * static_cast<double>(bounds.hi);
    const bool rises = axis_.step > 0;
    return {RoundedUp(rises ? one : other), RoundedUp(rises ? other : one)};
  }

 private:
  // Less than a pixel in a whole run: rounding would count for more.
  static constexpr int64_t kLeastStep = 1 << 16;

  int RoundedUp(double pixel) const {
    const double bounded = std::min(std::max(pixel, 0.0), static_cast<double>(count_));
    const int whole = static_cast<int>(bounded);
    return whole + (bounded > whole ? 1 : 0);
  }

  const AxisStart& axis_;
  int count_;
  bool solves_;
  double inverse_, origin_;
};

struct AffineBounds {
  AxisBounds x, y;

  bool Has(const BlockStart& start, int j) const {
    return x.Has(start.x.at + start.x.step * j) && y.Has(start.y.at + start.y.step * j);
  }
};

// `inside` lies within `seen`, which is null where no pixel may be left out.
inline AffineRuns FindAffineRuns(const BlockStart& start, int count, const AffineBounds& inside,
                                 const AffineBounds* seen) {
  if (inside.Has(start, 0) && inside.Has(start, count - 1)) return {0, 0, count, count};
  const AxisSolver x(start.x, count), y(start.y, count);
  const auto find = [&](const AffineBounds& bounds) {
    return Intersect(x.Range(bounds.x), y.Range(bounds.y));
  };
  // What the division got wrong is put right: nothing may be read outside, and nothing be missing.
  PixelRange in = find(inside);
  while (in.begin < in.end && !inside.Has(start, in.begin)) ++in.begin;
  while (in.begin < in.end && !inside.Has(start, in.end - 1)) --in.end;
  PixelRange some = {0, count};
  if (seen != nullptr) {
    some = find(*seen);
    while (some.begin > 0 && seen->Has(start, some.begin - 1)) --some.begin;
    while (some.end < count && seen->Has(start, some.end)) ++some.end;
  }
  // Where nothing is inside, one run is enough.
  if (in.begin == in.end) in = {some.end, some.end};
  return {some.begin, in.begin, in.end, some.end};
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_AFFINE_RUNS_H_
