// Rows of any dtype scaled per channel into float32 in one go: what loading the row,
// ChannelAffine() and storing it yield, without the row in between.
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
#include "kernels/pixel.h"
#include "kernels/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// One row for 1 to 4 channels, whose pattern repeats after kVectors vectors.
template <typename T, int kVectors, bool kStreams>
class RowScaler {
 public:
  using DF = hn::ScalableTag<float>;
  using V = hn::Vec<DF>;
  static constexpr size_t kLanes = HWY_LANES(float);
  // Vectors that are loaded before the first of them is stored: one by one took 1.8 times as long.
  static constexpr int kGroup = kVectors == 1 ? 4 : kVectors;
  static constexpr size_t kGroupValues = kGroup * kLanes;

  HWY_INLINE RowScaler(const void* in, size_t channels, const ScaleParams& params, float* out)
      : in_(static_cast<const uint8_t*>(in)), channels_(channels), params_(params), out_(out) {}

  HWY_INLINE void Run(size_t values) {
    // Stores past the caches must be aligned.
    const size_t head = kStreams ? HWY_MIN(values, ValuesToAlignment()) : 0;
    Scalars(0, head);
    const size_t first = head % channels_;
    const ChannelPattern<kVectors> centers(params_.center, channels_, first),
        scales(params_.scale, channels_, first), biases(params_.bias, channels_, first);
    V center[kVectors], scale[kVectors], bias[kVectors];
    for (int k = 0; k < kVectors; ++k) {
      center[k] = centers.Vector(k);
      scale[k] = scales.Vector(k);
      bias[k] = biases.Vector(k);
    }
    size_t i = head;
    for (; i + kGroupValues <= values; i += kGroupValues) {
      if constexpr (kStreams) FetchAhead(i);
      V scaled[kGroup];
      for (int k = 0; k < kGroup; ++k) {
        scaled[k] = Scaled(i + static_cast<size_t>(k) * kLanes, center[k % kVectors],
                           scale[k % kVectors], bias[k % kVectors]);
      }
      for (int k = 0; k < kGroup; ++k) Store(scaled[k], i + static_cast<size_t>(k) * kLanes);
    }
    for (int k = 0; i + kLanes <= values; i += kLanes, ++k) {
      const int at = k % kVectors;
      Store(Scaled(i, center[at], scale[at], bias[at]), i);
    }
    Scalars(i, values);
  }

 private:
  HWY_INLINE size_t ValuesToAlignment() const {
    constexpr size_t kBytes = kLanes * sizeof(float);
    return (kBytes - reinterpret_cast<uintptr_t>(out_) % kBytes) % kBytes / sizeof(float);
  }

  HWY_INLINE void Scalars(size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const size_t c = i % channels_;
      const float v = ReadValue<T>(in_, static_cast<int64_t>(i));
      WriteValue<float>(Affine(v, params_.center[c], params_.scale[c], params_.bias[c]), out_, i);
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

  HWY_INLINE V Scaled(size_t i, V center, V scale, V bias) const {
    const DF df;
    const auto* values = reinterpret_cast<const T*>(in_ + i * sizeof(T));
    const V scaled = Affine(LoadAsFloat(df, values), center, scale, bias);
    // Integers and finite parameters never make a NaN.
    if constexpr (std::is_same_v<T, float>) return OneNaN(scaled);
    return scaled;
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
  const ScaleParams& params_;
  float* out_;
};

template <typename T>
HWY_INLINE void ScaleRowOf(const void* in, size_t pixels, int64_t channels,
                           const ScaleParams& params, bool streams, float* out) {
  const auto count = static_cast<size_t>(channels);
  const size_t values = pixels * count;
  if (count == 3) {
    if (streams) return RowScaler<T, 3, true>(in, count, params, out).Run(values);
    return RowScaler<T, 3, false>(in, count, params, out).Run(values);
  }
  if (streams) return RowScaler<T, 1, true>(in, count, params, out).Run(values);
  RowScaler<T, 1, false>(in, count, params, out).Run(values);
}

void ScaleRow(const void* in, DType dtype, size_t pixels, int64_t channels,
              const ScaleParams& params, bool streams, float* out) {
  switch (dtype) {
    case DType::kUint8:
      return ScaleRowOf<uint8_t>(in, pixels, channels, params, streams, out);
    case DType::kUint16:
      return ScaleRowOf<uint16_t>(in, pixels, channels, params, streams, out);
    case DType::kInt32:
      return ScaleRowOf<int32_t>(in, pixels, channels, params, streams, out);
    case DType::kFloat32:
      return ScaleRowOf<float>(in, pixels, channels, params, streams, out);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_SCALE_INL_H_
