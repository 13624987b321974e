// Affine coordinates of a block: AffineCoords() of core/coords.h, operation by operation.
#if defined(IMAGEPIPELINE_KERNELS_COORDS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_COORDS_INL_H_
#undef IMAGEPIPELINE_KERNELS_COORDS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_COORDS_INL_H_
#endif

#include "core/coords.h"
#include "hwy/highway.h"
#include "kernels/fast_convert-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using DF = hn::ScalableTag<float>;
using DI = hn::RebindToSigned<DF>;

// SplitCoord() in every lane.
HWY_INLINE void SplitCoords(hn::Vec<DF> t, int32_t whole, hn::Vec<DI>* index,
                            hn::Vec<DF>* fraction) {
  const DF df;
  const DI di;
  const auto floored = hn::Floor(t);
  const auto f = hn::Sub(t, floored);
  const auto i = hn::Add(hn::Set(di, whole), TruncateInRange(floored));
  const auto carry = hn::Ge(f, hn::Set(df, 1.0f));
  // A true mask is -1.
  *index = hn::Sub(i, hn::VecFromMask(di, hn::RebindMask(di, carry)));
  *fraction = hn::IfThenZeroElse(carry, f);
}

// Calls visit(j, x, y, fx, fy) for every vector of pixels; lanes after `count` hold no meaning.
template <class Visit>
HWY_INLINE void ForEachAffineVector(const BlockStart& start, int count, const Visit& visit) {
  const DF df;
  static_assert(kCoordBlock % HWY_LANES(float) == 0);
  const auto step_x = hn::Set(df, start.x.step), fraction_x = hn::Set(df, start.x.fraction);
  const auto step_y = hn::Set(df, start.y.step), fraction_y = hn::Set(df, start.y.fraction);
  const auto lanes = hn::Set(df, static_cast<float>(hn::Lanes(df)));
  const int32_t whole_x = start.x.whole, whole_y = start.y.whole;
  auto pixel = hn::Iota(df, 0.0f);
  for (int j = 0; j < count; j += static_cast<int>(hn::Lanes(df)), pixel = hn::Add(pixel, lanes)) {
    hn::Vec<DI> x, y;
    hn::Vec<DF> fx, fy;
    SplitCoords(hn::Add(fraction_x, hn::Mul(step_x, pixel)), whole_x, &x, &fx);
    SplitCoords(hn::Add(fraction_y, hn::Mul(step_y, pixel)), whole_y, &y, &fy);
    visit(j, x, y, fx, fy);
  }
}

HWY_INLINE void AffineCoordsOf(const BlockStart& start, int count, CoordBlock* out) {
  using VF = hn::Vec<DF>;
  using VI = hn::Vec<DI>;
  ForEachAffineVector(start, count, [out](int j, VI x, VI y, VF fx, VF fy) HWY_ATTR {
    hn::Store(x, DI(), out->x + j);
    hn::Store(y, DI(), out->y + j);
    hn::Store(fx, DF(), out->fx + j);
    hn::Store(fy, DF(), out->fy + j);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_COORDS_INL_H_
