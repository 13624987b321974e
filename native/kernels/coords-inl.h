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
#include "kernels/inline_lambda.h"
#include "kernels/vnni.h"

IMAGEPIPELINE_BEFORE_VNNI_NAMESPACE();
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

// The coordinates of these pixels of an affine block.
HWY_INLINE void CoordsAt(const BlockStart& start, hn::Vec<DF> pixel, hn::Vec<DI>* x, hn::Vec<DI>* y,
                         hn::Vec<DF>* fx, hn::Vec<DF>* fy) {
  const DF df;
  const auto t = [&](const AxisStart& axis) HWY_ATTR {
    return hn::Add(hn::Set(df, axis.fraction), hn::Mul(hn::Set(df, axis.step), pixel));
  };
  SplitCoords(t(start.x), start.x.whole, x, fx);
  SplitCoords(t(start.y), start.y.whole, y, fy);
}

// Calls visit(j, x, y, fx, fy) for every vector of the pixels [begin, end) of an affine block;
// lanes after `end` hold no meaning.
template <class Visit>
HWY_INLINE void ForEachAffineVector(const BlockStart& start, int begin, int end,
                                    const Visit& visit) {
  const DF df;
  static_assert(kCoordBlock % HWY_LANES(float) == 0);
  const auto lanes = hn::Set(df, static_cast<float>(hn::Lanes(df)));
  const BlockStart own = start;
  auto pixel = hn::Iota(df, static_cast<float>(begin));
  for (int j = begin; j < end;
       j += static_cast<int>(hn::Lanes(df)), pixel = hn::Add(pixel, lanes)) {
    hn::Vec<DI> x, y;
    hn::Vec<DF> fx, fy;
    CoordsAt(own, pixel, &x, &y, &fx, &fy);
    visit(j, x, y, fx, fy);
  }
}

// Of the pixels [begin, end), from the first entry on.
HWY_INLINE void AffineCoordsOf(const BlockStart& start, int begin, int end, CoordBlock* out) {
  using VF = hn::Vec<DF>;
  using VI = hn::Vec<DI>;
  ForEachAffineVector(start, begin, end,
                      [=](int j, VI x, VI y, VF fx, VF fy) IMAGEPIPELINE_INLINE_LAMBDA {
                        hn::Store(x, DI(), out->x + (j - begin));
                        hn::Store(y, DI(), out->y + (j - begin));
                        hn::Store(fx, DF(), out->fx + (j - begin));
                        hn::Store(fy, DF(), out->fy + (j - begin));
                      });
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_COORDS_INL_H_
