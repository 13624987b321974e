// Nearest-neighbour samples. Inside the image every fill mode rounds alike, so those pixels are
// plain copies.
#if defined(IMAGEPIPELINE_KERNELS_SAMPLE_NEAREST_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_SAMPLE_NEAREST_INL_H_
#undef IMAGEPIPELINE_KERNELS_SAMPLE_NEAREST_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_SAMPLE_NEAREST_INL_H_
#endif

#include <cstring>

#include "hwy/highway.h"
#include "kernels/convert-inl.h"
#include "kernels/inside-inl.h"
#include "kernels/pixel.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Rounded coordinates of a block. A negative coordinate stays negative and goes to NearestPixel(),
// which knows the rules for it. Entries after `count` hold no meaning.
HWY_INLINE void RoundCoords(const int32_t* index, const float* fraction, int count, int32_t* out) {
  const hn::ScalableTag<float> df;
  const hn::RebindToSigned<decltype(df)> di;
  const auto half = hn::Set(df, 0.5f);
  for (int j = 0; j < count; j += static_cast<int>(hn::Lanes(df))) {
    const auto i = hn::Load(di, index + j);
    const auto rounds_up = hn::Ge(hn::Load(df, fraction + j), half);
    const auto up = hn::VecFromMask(di, hn::RebindMask(di, rounds_up));
    const auto negative = hn::Lt(i, hn::Zero(di));
    // A true mask is -1.
    hn::Store(hn::IfThenElse(negative, i, hn::Sub(i, up)), di, out + j);
  }
}

// As BilinearBlock.
template <typename T>
struct NearestBlock {
  const uint8_t* data;
  int64_t stride_bytes;
  int64_t channels;
  const int32_t* x;
  const int32_t* y;
  float* out;

  HWY_INLINE const T* Pixel(int j) const {
    return reinterpret_cast<const T*>(data + y[j] * stride_bytes) + x[j] * channels;
  }
};

// 3 or 4 channels, with the same care for the fourth lane as BilinearFew().
template <typename T, int64_t kChannels>
HWY_INLINE void NearestFew(NearestBlock<T> block, int begin, int end, int last) {
  const hn::Full128<float> d4;
  const int full = kChannels == 3 ? HWY_MIN(end, last) : end;
  for (int j = begin; j < full; ++j) {
    hn::StoreU(LoadAsFloat(d4, block.Pixel(j)), d4, block.out + j * kChannels);
  }
  if (full < end) {
    alignas(16) float pixel[4];
    hn::Store(LoadAsFloat(d4, block.Pixel(full)), d4, pixel);
    std::memcpy(block.out + full * kChannels, pixel, kChannels * sizeof(float));
  }
}

template <typename T>
HWY_INLINE void NearestMany(NearestBlock<T> block, int begin, int end) {
  const hn::Full128<float> d4;
  const int64_t channels = block.channels;
  for (int j = begin; j < end; ++j) {
    const T* pixel = block.Pixel(j);
    float* out = block.out + j * channels;
    int64_t c = 0;
    for (; c + 4 <= channels; c += 4) hn::StoreU(LoadAsFloat(d4, pixel + c), d4, out + c);
    for (; c < channels; ++c) out[c] = ReadValue<T>(reinterpret_cast<const uint8_t*>(pixel), c);
  }
}

template <typename T>
HWY_INLINE void SampleNearest(const ConstImage& source, const CoordBlock& coords, int count,
                              const Border& border, float* out) {
  alignas(64) int32_t x[kCoordBlock];
  alignas(64) int32_t y[kCoordBlock];
  RoundCoords(coords.x, coords.fx, count, x);
  RoundCoords(coords.y, coords.fy, count, y);
  const int64_t channels = source.shape.channels;
  const NearestBlock<T> block = {source.data, source.stride_bytes, channels, x, y, out};
  const int64_t pixels_read = channels == 3 ? 2 : 1;
  const InsideLimit limit = {ClampToInt32(source.shape.width - pixels_read),
                             ClampToInt32(source.shape.height - 1)};
  const auto outside = [&](int begin, int end) {
    for (int j = begin; j < end; ++j) {
      NearestPixel<T>(source, coords.x[j], coords.y[j], coords.fx[j], coords.fy[j],
                      border.fill_mode, border.fill_value, out + j * channels);
    }
  };
  const auto inside = [&](int begin, int end) HWY_ATTR {
    if (channels == 3) return NearestFew<T, 3>(block, begin, end, count - 1);
    if (channels == 4) return NearestFew<T, 4>(block, begin, end, count - 1);
    NearestMany<T>(block, begin, end);
  };
  ForEachRun(x, y, count, limit, inside, outside);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_SAMPLE_NEAREST_INL_H_
