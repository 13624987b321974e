// The steps of scale_row() on vectors of a row.
#if defined(IMAGEPIPELINE_KERNELS_SCALE_STEPS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_SCALE_STEPS_INL_H_
#undef IMAGEPIPELINE_KERNELS_SCALE_STEPS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_SCALE_STEPS_INL_H_
#endif

#include <cmath>

#include "hwy/highway.h"
#include "kernels/extremes-inl.h"
#include "kernels/kernel_table.h"
#include "kernels/pixel.h"
#include "kernels/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

HWY_INLINE float ScaledValue(const ScaleSteps& all, float v, size_t c) {
  for (size_t i = 0; i < all.count; ++i) {
    const ScaleStep& step = all.steps[i];
    if (step.center != nullptr) v = Affine(v, step.center[c], step.scale[c], step.bias[c]);
    if (step.clamps) v = ClampValue(v, step.lo, step.hi);
  }
  return v;
}

// Both apply() the steps to kCount neighbouring vectors of a row of channels that repeat after
// kVectors vectors. `at` is the place of the first of them in that pattern.

// One affine, with its parameters in registers.
template <int kVectors>
class OneAffine {
 public:
  using V = hn::Vec<hn::ScalableTag<float>>;
  // Integers and finite parameters never make a NaN.
  static constexpr bool kMakesNaN = false;

  HWY_INLINE OneAffine(const ScaleSteps& all, size_t channels, size_t first_channel) {
    const ScaleStep& step = all.steps[0];
    const ChannelPattern<kVectors> centers(step.center, channels, first_channel),
        scales(step.scale, channels, first_channel), biases(step.bias, channels, first_channel);
    for (int k = 0; k < kVectors; ++k) {
      center_[k] = centers.Vector(k);
      scale_[k] = scales.Vector(k);
      bias_[k] = biases.Vector(k);
    }
  }

  template <int kCount>
  HWY_INLINE void Apply(V (&v)[kCount], int at) const {
    for (int k = 0; k < kCount; ++k) {
      const int i = (at + k) % kVectors;
      v[k] = Affine(v[k], center_[i], scale_[i], bias_[i]);
    }
  }

 private:
  V center_[kVectors], scale_[kVectors], bias_[kVectors];
};

// Any steps, with their parameters in the first cache.
template <int kVectors>
class StepList {
 public:
  using D = hn::ScalableTag<float>;
  using V = hn::Vec<D>;
  // A product that overflowed may meet a 0.
  static constexpr bool kMakesNaN = true;

  HWY_INLINE StepList(const ScaleSteps& all, size_t channels, size_t first_channel) : all_(all) {
    for (size_t i = 0; i < all.count; ++i) {
      const ScaleStep& step = all.steps[i];
      if (step.center == nullptr) continue;
      shifts_[i] = IsShift(step, channels);
      const float* params[3] = {step.center, step.scale, step.bias};
      for (int p = 0; p < 3; ++p) {
        const ChannelPattern<kVectors> pattern(params[p], channels, first_channel);
        for (int k = 0; k < kVectors; ++k)
          hn::Store(pattern.Vector(k), D(), params_[i][p] + static_cast<size_t>(k) * kLanes);
      }
    }
  }

  template <int kCount>
  HWY_INLINE void Apply(V (&v)[kCount], int at) const {
    for (size_t i = 0; i < all_.count; ++i) {
      const ScaleStep& step = all_.steps[i];
      if (step.center != nullptr) {
        const auto param = [&](int p, int k) HWY_ATTR {
          const int place = (at + k) % kVectors;
          return hn::Load(D(), params_[i][p] + static_cast<size_t>(place) * kLanes);
        };
        if (shifts_[i]) {
          for (int k = 0; k < kCount; ++k) v[k] = hn::Add(v[k], param(2, k));
        } else {
          for (int k = 0; k < kCount; ++k)
            v[k] = Affine(v[k], param(0, k), param(1, k), param(2, k));
        }
      }
      if (step.clamps) {
        const V low = hn::Set(D(), step.lo), high = hn::Set(D(), step.hi);
        for (int k = 0; k < kCount; ++k) v[k] = Clamped(v[k], low, high);
      }
    }
  }

 private:
  static constexpr size_t kLanes = HWY_LANES(float);

  // Whether adding `bias` is all that the step does: taking away 0 and multiplying by 1 change
  // nothing, but each value waits for them.
  static HWY_INLINE bool IsShift(const ScaleStep& step, size_t channels) {
    bool is_shift = true;
    for (size_t c = 0; c < channels; ++c)
      is_shift &= step.center[c] == 0 && !std::signbit(step.center[c]) && step.scale[c] == 1;
    return is_shift;
  }

  const ScaleSteps& all_;
  bool shifts_[ScaleSteps::kMost] = {};
  alignas(64) float params_[ScaleSteps::kMost][3][kVectors * kLanes];
};

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_SCALE_STEPS_INL_H_
