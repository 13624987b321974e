// Affine coordinates of a block: AffineCoords() of core/coords.h, operation by operation.
#if defined(IMAGEPIPELINE_KERNELS_COORDS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_COORDS_INL_H_
#undef IMAGEPIPELINE_KERNELS_COORDS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_COORDS_INL_H_
#endif

#include "core/coords.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using DF = hn::ScalableTag<float>;
using DI = hn::RebindToSigned<DF>;

HWY_INLINE void SplitCoords(hn::Vec<DF> t, int32_t whole, int32_t* index, float* fraction) {
  const DF df;
  const DI di;
  const auto one = hn::Set(df, 1.0f);
  const auto floored = hn::Floor(t);
  const auto f = hn::Sub(t, floored);
  const auto i = hn::Add(hn::Set(di, whole), hn::ConvertTo(di, floored));
  const auto carry = hn::Ge(f, one);
  // A true mask is -1.
  const auto carried = hn::Sub(i, hn::VecFromMask(di, hn::RebindMask(di, carry)));
  hn::Store(carried, di, index);
  hn::Store(hn::IfThenZeroElse(carry, f), df, fraction);
}

// Writes whole vectors: entries of `out` after `count` hold no meaning.
void AffineCoordsRow(const BlockStart& start, int count, CoordBlock* out) {
  const DF df;
  static_assert(kCoordBlock % HWY_LANES(float) == 0);
  const auto step_x = hn::Set(df, start.x.step), fraction_x = hn::Set(df, start.x.fraction);
  const auto step_y = hn::Set(df, start.y.step), fraction_y = hn::Set(df, start.y.fraction);
  const auto lanes = hn::Set(df, static_cast<float>(hn::Lanes(df)));
  auto pixel = hn::Iota(df, 0.0f);
  for (int j = 0; j < count; j += static_cast<int>(hn::Lanes(df)), pixel = hn::Add(pixel, lanes)) {
    const auto x = hn::Add(fraction_x, hn::Mul(step_x, pixel));
    const auto y = hn::Add(fraction_y, hn::Mul(step_y, pixel));
    SplitCoords(x, start.x.whole, out->x + j, out->fx + j);
    SplitCoords(y, start.y.whole, out->y + j, out->fy + j);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_COORDS_INL_H_
