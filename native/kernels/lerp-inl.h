// Linear mixing of vectors.
#if defined(IMAGEPIPELINE_KERNELS_LERP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_LERP_INL_H_
#undef IMAGEPIPELINE_KERNELS_LERP_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_LERP_INL_H_
#endif

#include <type_traits>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Whether weights of 0 need no test, because all values are finite: a + 0 * (b - a) is a.
template <typename T>
constexpr bool kIsFinite = !std::is_same_v<T, float>;

// Lerp() in every lane.
template <bool kNoTest, class V>
HWY_INLINE V LerpVector(V a, V b, V weight) {
  const V mixed = hn::Add(a, hn::Mul(weight, hn::Sub(b, a)));
  if constexpr (kNoTest) return mixed;
  return hn::IfThenElse(hn::Eq(weight, hn::Zero(hn::DFromV<V>())), a, mixed);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_LERP_INL_H_
