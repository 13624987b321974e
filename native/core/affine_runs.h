// Affine runs of output pixels cut into those that read inside an image, outside it, or across its
// border. Coordinates never turn back along a run, so that each kind lies together.
#ifndef IMAGEPIPELINE_CORE_AFFINE_RUNS_H_
#define IMAGEPIPELINE_CORE_AFFINE_RUNS_H_

#include <algorithm>
#include <cstdint>
#include <limits>

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

// From `lo` to before `hi`, in 1/2^32 pixels.
struct AxisBounds {
  int64_t lo, hi;

  bool Has(int64_t at) const { return at >= lo && at < hi; }
};

struct AffineBounds {
  AxisBounds x, y;

  bool Has(const BlockStart& start, int j) const {
    return x.Has(start.x.at + start.x.step * j) && y.Has(start.y.at + start.y.step * j);
  }
};

// One axis of runs with the same step, solved for the pixels within bounds.
class AxisSolver {
 public:
  AxisSolver() = default;
  explicit AxisSolver(int64_t step)
      : inverse_(step > kLeastStep || step < -kLeastStep ? 1.0 / static_cast<double>(step) : 0) {}

  // How far `at` is from 0, in pixels of a run.
  double Offset(int64_t at) const { return static_cast<double>(at) * inverse_; }

  // The pixels within the bounds of a run that is at 0; all of them where the axis hardly moves.
  struct Span {
    double begin = -std::numeric_limits<double>::infinity();
    double end = std::numeric_limits<double>::infinity();
  };
  Span Within(const AxisBounds& bounds) const {
    if (inverse_ == 0) return {};
    const double one = Offset(bounds.lo), other = Offset(bounds.hi);
    return {std::min(one, other), std::max(one, other)};
  }

 private:
  // Less than a pixel in a whole run: rounding would count for more.
  static constexpr int64_t kLeastStep = 1 << 16;

  double inverse_ = 0;
};

// Finds the runs of rows of `count` pixels that share their steps. What they have in common is
// found once, and only where a row reaches out of the image.
class AffineRunFinder {
 public:
  // `inside` lies within `seen`, which is null where no pixel may be left out.
  AffineRunFinder(const BlockStart& steps, int count, const AffineBounds& inside,
                  const AffineBounds* seen)
      : count_(count),
        x_step_(steps.x.step),
        y_step_(steps.y.step),
        inside_(inside),
        seen_(seen != nullptr ? *seen : AffineBounds{}),
        leaves_out_(seen != nullptr) {}

  AffineRuns Find(const BlockStart& start) {
    if (inside_.Has(start, 0) && inside_.Has(start, count_ - 1)) return {0, 0, count_, count_};
    if (!is_solved_) Solve();
    const double x = x_.Offset(start.x.at), y = y_.Offset(start.y.at);
    // What the division got wrong is put right: nothing may be read outside, and nothing be
    // missing.
    PixelRange in = Both(inside_x_, x, inside_y_, y);
    while (in.begin < in.end && !inside_.Has(start, in.begin)) ++in.begin;
    while (in.begin < in.end && !inside_.Has(start, in.end - 1)) --in.end;
    PixelRange some = {0, count_};
    if (leaves_out_) {
      some = Both(seen_x_, x, seen_y_, y);
      while (some.begin > 0 && seen_.Has(start, some.begin - 1)) --some.begin;
      while (some.end < count_ && seen_.Has(start, some.end)) ++some.end;
    }
    // Where nothing is inside, one run is enough.
    if (in.begin == in.end) in = {some.end, some.end};
    return {some.begin, in.begin, in.end, some.end};
  }

 private:
  void Solve() {
    x_ = AxisSolver(x_step_);
    y_ = AxisSolver(y_step_);
    inside_x_ = x_.Within(inside_.x);
    inside_y_ = y_.Within(inside_.y);
    is_solved_ = true;
    if (!leaves_out_) return;
    seen_x_ = x_.Within(seen_.x);
    seen_y_ = y_.Within(seen_.y);
  }

  // The pixels within the bounds of both axes, give or take one.
  PixelRange Both(const AxisSolver::Span& x_span, double x, const AxisSolver::Span& y_span,
                  double y) const {
    const int begin = RoundedUp(std::max(x_span.begin - x, y_span.begin - y));
    const int end = RoundedUp(std::min(x_span.end - x, y_span.end - y));
    return {begin, std::max(begin, end)};
  }

  int RoundedUp(double pixel) const {
    const double bounded = std::min(std::max(pixel, 0.0), static_cast<double>(count_));
    const int whole = static_cast<int>(bounded);
    return whole + (bounded > whole ? 1 : 0);
  }

  int count_;
  int64_t x_step_, y_step_;
  AffineBounds inside_, seen_;
  bool leaves_out_;
  bool is_solved_ = false;
  AxisSolver x_, y_;
  AxisSolver::Span inside_x_, inside_y_, seen_x_, seen_y_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_AFFINE_RUNS_H_
