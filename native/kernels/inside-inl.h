// Which pixels of a block can take the fast path of a sampler.
#if defined(IMAGEPIPELINE_KERNELS_INSIDE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_INSIDE_INL_H_
#undef IMAGEPIPELINE_KERNELS_INSIDE_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_INSIDE_INL_H_
#endif

#include <limits>

#include "core/coords.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// What a sampler does with taps outside the image.
struct Border {
  FillMode fill_mode;
  float fill_value;
};

// Largest integer coordinates of the fast path; the smallest are 0. Negative when no pixel
// qualifies.
struct InsideLimit {
  int32_t x;
  int32_t y;
};

HWY_INLINE int32_t ClampToInt32(int64_t v) {
  return static_cast<int32_t>(HWY_MIN(v, int64_t{std::numeric_limits<int32_t>::max()}));
}

// Flags (0 or not 0) of the pixels within `limit`. Coordinates need no order, so this holds for
// projective maps too. Returns whether all are.
HWY_INLINE bool FlagInside(const int32_t* x, const int32_t* y, int count, InsideLimit limit,
                           int32_t* flags) {
  const hn::ScalableTag<int32_t> di;
  const auto zero = hn::Zero(di), x_max = hn::Set(di, limit.x), y_max = hn::Set(di, limit.y);
  const int lanes = static_cast<int>(hn::Lanes(di));
  bool all = true;
  int j = 0;
  for (; j + lanes <= count; j += lanes) {
    const auto vx = hn::Load(di, x + j), vy = hn::Load(di, y + j);
    const auto outside = hn::Or(hn::Or(hn::Lt(vx, zero), hn::Gt(vx, x_max)),
                                hn::Or(hn::Lt(vy, zero), hn::Gt(vy, y_max)));
    hn::Store(hn::VecFromMask(di, hn::Not(outside)), di, flags + j);
    all &= hn::AllFalse(di, outside);
  }
  for (; j < count; ++j) {
    flags[j] = x[j] >= 0 && x[j] <= limit.x && y[j] >= 0 && y[j] <= limit.y;
    all &= flags[j] != 0;
  }
  return all;
}

// Calls inside(begin, end) for runs of pixels within the limit and outside(begin, end) for runs of
// others, in order.
template <class Inside, class Outside>
HWY_INLINE void ForEachRun(const int32_t* x, const int32_t* y, int count, InsideLimit limit,
                           const Inside& inside, const Outside& outside) {
  alignas(64) int32_t flags[kCoordBlock];
  if (FlagInside(x, y, count, limit, flags)) return inside(0, count);
  for (int j = 0; j < count;) {
    const int begin = j;
    while (j < count && flags[j] != 0) ++j;
    if (j > begin) inside(begin, j);
    const int edge = j;
    while (j < count && flags[j] == 0) ++j;
    if (j > edge) outside(edge, j);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_INSIDE_INL_H_
