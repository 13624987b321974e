// Affine runs by their taps, for the samplers.
#if defined(IMAGEPIPELINE_KERNELS_AFFINE_RUNS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_AFFINE_RUNS_INL_H_
#undef IMAGEPIPELINE_KERNELS_AFFINE_RUNS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_AFFINE_RUNS_INL_H_
#endif

#include "core/affine_runs.h"
#include "core/coords.h"
#include "hwy/highway.h"
#include "kernels/inside-inl.h"
#include "kernels/taps-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Inside, all taps are, as InsideLimit has it; outside, none is, which is told of constant borders
// alone. Coordinates are cut, so that starts have half a unit added.
HWY_INLINE AffineRunFinder RunFinder(const TapSpace& space, const AffineRows& rows, FillMode mode) {
  const auto whole = [](int32_t coordinate) { return int64_t{coordinate} * kCoordUnit; };
  const AffineBounds inside = {{0, whole(space.limit.x + 1)}, {0, whole(space.limit.y + 1)}};
  const AffineBounds seen = {{whole(-1), whole(space.width)}, {whole(-1), whole(space.height)}};
  return {rows.starts[0], rows.count, inside, mode == FillMode::kConstant ? &seen : nullptr};
}

// The same with a whole number of `group` pixels at either end, where there are enough: pixels
// inside that are sampled like those across the border, because these come in groups whether there
// are so many or not.
HWY_INLINE AffineRuns FillUp(AffineRuns runs, int group) {
  const auto filled = [=](int pixels) { return (pixels + group - 1) / group * group; };
  runs.inside_begin =
      HWY_MIN(runs.inside_end, runs.seen_begin + filled(runs.inside_begin - runs.seen_begin));
  runs.inside_end =
      HWY_MAX(runs.inside_begin, runs.seen_end - filled(runs.seen_end - runs.inside_end));
  return runs;
}

// Whether there are pixels across a border, all among the first or the last eight that see the
// image.
HWY_INLINE bool HasShortEnds(const AffineRuns& runs) {
  const int left = runs.inside_begin - runs.seen_begin, right = runs.seen_end - runs.inside_end;
  return HWY_MAX(left, right) <= 8 && left + right > 0 && runs.seen_end - runs.seen_begin >= 16;
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

// Calls visit(start, count, place of the first value in the result) for such parts of all rows.
template <class Visit>
HWY_INLINE void ForEachCoordBlock(const AffineRows& rows, int64_t channels, const Visit& visit) {
  for (int row = 0; row < rows.rows; ++row) {
    ForEachCoordBlock(0, rows.count, [&](int begin, int end) HWY_ATTR {
      visit(Advanced(rows.starts[row], begin), end - begin, row * rows.stride + begin * channels);
    });
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_AFFINE_RUNS_INL_H_
