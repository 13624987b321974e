// Two rows weighted into one. Mul and Add stay apart: a fused multiply-add rounds once, not twice.
#if defined(IMAGEPIPELINE_KERNELS_BLEND_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_BLEND_INL_H_
#undef IMAGEPIPELINE_KERNELS_BLEND_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_BLEND_INL_H_
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void Blend(const float* a, const float* b, size_t values, float a_weight, float b_weight,
           float* out) {
  const hn::ScalableTag<float> df;
  const auto a_weights = hn::Set(df, a_weight), b_weights = hn::Set(df, b_weight);
  size_t i = 0;
  for (; i + hn::Lanes(df) <= values; i += hn::Lanes(df)) {
    const auto weighted_a = hn::Mul(hn::LoadU(df, a + i), a_weights);
    const auto weighted_b = hn::Mul(hn::LoadU(df, b + i), b_weights);
    hn::StoreU(hn::Add(weighted_a, weighted_b), df, out + i);
  }
  for (; i < values; ++i) out[i] = a[i] * a_weight + b[i] * b_weight;
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_BLEND_INL_H_
