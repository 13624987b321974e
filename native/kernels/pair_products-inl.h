// Products of int16, added in pairs.
#if defined(IMAGEPIPELINE_KERNELS_PAIR_PRODUCTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_PAIR_PRODUCTS_INL_H_
#undef IMAGEPIPELINE_KERNELS_PAIR_PRODUCTS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_PAIR_PRODUCTS_INL_H_
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The sums of the two products in each lane of 32 bits.
template <class DI, class V>
HWY_INLINE hn::Vec<DI> PairProducts(DI di, V a, V b) {
  auto rest = hn::Zero(di);
  const auto sums = hn::ReorderWidenMulAccumulate(di, a, b, hn::Zero(di), rest);
  return hn::RearrangeToOddPlusEven(sums, rest);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_PAIR_PRODUCTS_INL_H_
