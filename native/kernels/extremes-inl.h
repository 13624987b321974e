// The lesser and the greater of two values, with one result for NaN and zeros on every target.
#if defined(IMAGEPIPELINE_KERNELS_EXTREMES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_EXTREMES_INL_H_
#undef IMAGEPIPELINE_KERNELS_EXTREMES_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_EXTREMES_INL_H_
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// a < b ? a : b in every lane: b where one is NaN and where both are zeros. The instruction of x86
// is just that, in half the time of a comparison and a choice; those of other CPUs are not.
template <class V>
HWY_INLINE V Lesser(V a, V b) {
#if HWY_ARCH_X86
  return hn::Min(a, b);
#else
  return hn::IfThenElse(hn::Lt(a, b), a, b);
#endif
}

// a > b ? a : b, likewise.
template <class V>
HWY_INLINE V Greater(V a, V b) {
#if HWY_ARCH_X86
  return hn::Max(a, b);
#else
  return hn::IfThenElse(hn::Gt(a, b), a, b);
#endif
}

// ClampValue(), for low <= high. NaN stays.
template <class V>
HWY_INLINE V Clamped(V v, V low, V high) {
  return Greater(low, Lesser(high, v));
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_EXTREMES_INL_H_
