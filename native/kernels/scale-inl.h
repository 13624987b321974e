// Rows of any dtype scaled and clamped into float32 in one go: what loading the row, the kernels of
// the steps and storing it yield, without the rows in between.
#if defined(IMAGEPIPELINE_KERNELS_SCALE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_SCALE_INL_H_
#undef IMAGEPIPELINE_KERNELS_SCALE_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_SCALE_INL_H_
#endif

#include <type_traits>

#include "hwy/cache_control.h"
#include "hwy/highway.h"
#include "kernels/convert-inl.h"
#include "kernels/kernel_table.h"
#include "kernels/pixel.h"
#include "kernels/scale_steps-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// One row for 1 to 4 channels, whose pattern repeats after kVectors vectors.
template <typename T, int kVectors, bool kStreams, class Steps>
class RowScaler {
 public:
  using DF = hn::ScalableTag<float>;
  using V = hn::Vec<DF>;
  static constexpr size_t kLanes = HWY_LANES(float);
  // Vectors that are loaded before the first of them is stored: one by one took 1.8 times as long.
  // What goes past the caches waits less in larger groups, which otherwise take more registers.
  static constexpr int kGroup = kVectors == 1 ? 4 : kStreams ? 2 * kVectors : kVectors;
  static constexpr size_t kGroupValues = kGroup * kLanes;

  HWY_INLINE RowScaler(const void* in, size_t channels, const ScaleSteps& steps, float* out)
      : in_(static_cast<const uint8_t*>(in)), channels_(channels), all_(steps), out_(out) {}

  HWY_INLINE void Run(size_t values) {
    // Stores past the caches must be aligned.
    const size_t head = kStreams ? HWY_MIN(values, ValuesToAlignment()) : 0;
    Scalars(0, head);
    const Steps steps(all_, channels_, head % channels_);
    size_t i = head;
    for (; i + kGroupValues <= values; i += kGroupValues) {
      if constexpr (kStreams) FetchAhead(i);
      Vectors<kGroup>(steps, i, 0);
    }
    for (int k = 0; i + kLanes <= values; i += kLanes, ++k) Vectors<1>(steps, i, k % kVectors);
    Scalars(i, values);
  }

 private:
  HWY_INLINE size_t ValuesToAlignment() const {
    constexpr size_t kBytes = kLanes * sizeof(float);
    return (kBytes - reinterpret_cast<uintptr_t>(out_) % kBytes) % kBytes / sizeof(float);
  }

  HWY_INLINE void Scalars(size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const float v = ReadValue<T>(in_, static_cast<int64_t>(i));
      WriteValue<float>(ScaledValue(all_, v, i % channels_), out_, i);
    }
  }

  // What is stored past the caches is mostly not in them either. A page is far enough: float32
  // batches took 0.6 of the time, ahead of memcpy().
  HWY_INLINE void FetchAhead(size_t i) const {
    constexpr size_t kAheadBytes = 4096, kLineBytes = 64;
    const uint8_t* ahead = in_ + i * sizeof(T) + kAheadBytes;
    for (size_t line = 0; line < kGroupValues * sizeof(T); line += kLineBytes)
      hwy::Prefetch(ahead + line);
  }

  // kCount vectors from value i on, of which the first is vector `at` of the pattern.
  template <int kCount>
  HWY_INLINE void Vectors(const Steps& steps, size_t i, int at) {
    V v[kCount];
    const auto* values = reinterpret_cast<const T*>(in_ + i * sizeof(T));
    for (size_t k = 0; k < kCount; ++k) v[k] = LoadAsFloat(DF(), values + k * kLanes);
    steps.Apply(v, at);
    for (size_t k = 0; k < kCount; ++k) {
      if constexpr (std::is_same_v<T, float> || Steps::kMakesNaN) v[k] = OneNaN(v[k]);
    }
    for (size_t k = 0; k < kCount; ++k) Store(v[k], i + k * kLanes);
  }

  HWY_INLINE void Store(V scaled, size_t i) {
    const DF df;
    if constexpr (kStreams) {
      hn::Stream(scaled, df, out_ + i);
    } else {
      hn::StoreU(scaled, df, out_ + i);
    }
  }

  const uint8_t* in_;
  size_t channels_;
  const ScaleSteps& all_;
  float* out_;
};

// Each a function of its own: all in one, and GCC keeps vectors of the loops in memory.
template <typename T, int kVectors, bool kStreams>
HWY_NOINLINE void ScaleRowWith(const void* in, size_t values, size_t channels,
                               const ScaleSteps& steps, float* out) {
  if (steps.is_affine()) {
    RowScaler<T, kVectors, kStreams, OneAffine<kVectors>>(in, channels, steps, out).Run(values);
  } else {
    RowScaler<T, kVectors, kStreams, StepList<kVectors>>(in, channels, steps, out).Run(values);
  }
}

template <typename T>
HWY_INLINE void ScaleRowOf(const void* in, size_t pixels, int64_t channels, const ScaleSteps& steps,
                           bool streams, float* out) {
  const auto count = static_cast<size_t>(channels);
  const size_t values = pixels * count;
  if (count == 3) {
    if (streams) return ScaleRowWith<T, 3, true>(in, values, count, steps, out);
    return ScaleRowWith<T, 3, false>(in, values, count, steps, out);
  }
  if (streams) return ScaleRowWith<T, 1, true>(in, values, count, steps, out);
  ScaleRowWith<T, 1, false>(in, values, count, steps, out);
}

void ScaleRow(const void* in, DType dtype, size_t pixels, int64_t channels, const ScaleSteps& steps,
              bool streams, float* out) {
  switch (dtype) {
    case DType::kUint8:
      return ScaleRowOf<uint8_t>(in, pixels, channels, steps, streams, out);
    case DType::kUint16:
      return ScaleRowOf<uint16_t>(in, pixels, channels, steps, streams, out);
    case DType::kInt32:
      return ScaleRowOf<int32_t>(in, pixels, channels, steps, streams, out);
    case DType::kFloat32:
      return ScaleRowOf<float>(in, pixels, channels, steps, streams, out);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_SCALE_INL_H_
