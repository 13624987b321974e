// Every pixel times a matrix, in place. In double, because a whitening matrix may have entries of
// 1000 whose products cancel; rounded to float32 once, at the end.
#if defined(IMAGEPIPELINE_KERNELS_CHANNEL_MATRIX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_CHANNEL_MATRIX_INL_H_
#undef IMAGEPIPELINE_KERNELS_CHANNEL_MATRIX_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_CHANNEL_MATRIX_INL_H_
#endif

#include "core/image.h"
#include "hwy/highway.h"
#include "kernels/interleaved-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Any number of channels: the outputs of one pixel side by side.
HWY_INLINE void MixPixel(float* pixel, size_t channels, const double* center, const double* matrix,
                         const double* bias) {
  const DoubleTag dd;
  const NarrowTag df;
  double centred[kMaxMixedChannels];
  for (size_t k = 0; k < channels; ++k) centred[k] = static_cast<double>(pixel[k]) - center[k];
  size_t c = 0;
  for (; c + hn::Lanes(dd) <= channels; c += hn::Lanes(dd)) {
    auto sum = hn::Mul(hn::Set(dd, centred[0]), hn::LoadU(dd, matrix + c));
    for (size_t k = 1; k < channels; ++k) {
      const auto product =
          hn::Mul(hn::Set(dd, centred[k]), hn::LoadU(dd, matrix + k * channels + c));
      sum = hn::Add(sum, product);
    }
    hn::StoreU(hn::DemoteTo(df, hn::Add(sum, hn::LoadU(dd, bias + c))), df, pixel + c);
  }
  for (; c < channels; ++c) {
    double sum = centred[0] * matrix[c];
    for (size_t k = 1; k < channels; ++k) sum += centred[k] * matrix[k * channels + c];
    pixel[c] = static_cast<float>(sum + bias[c]);
  }
}

// A vector of pixels at a time.
template <size_t kChannels>
HWY_INLINE void MixRow(float* row, size_t pixels, const double* center, const double* matrix,
                       const double* bias) {
  const DoubleTag dd;
  using V = hn::Vec<DoubleTag>;
  constexpr size_t kPixels = HWY_LANES(double);
  size_t pixel = 0;
  for (; pixel + kPixels <= pixels; pixel += kPixels, row += kPixels * kChannels) {
    V in[kChannels], out[kChannels];
    LoadChannels<kChannels>(row, in);
    for (size_t k = 0; k < kChannels; ++k) in[k] = hn::Sub(in[k], hn::Set(dd, center[k]));
    for (size_t c = 0; c < kChannels; ++c) {
      V sum = hn::Mul(in[0], hn::Set(dd, matrix[c]));
      for (size_t k = 1; k < kChannels; ++k)
        sum = hn::Add(sum, hn::Mul(in[k], hn::Set(dd, matrix[k * kChannels + c])));
      out[c] = hn::Add(sum, hn::Set(dd, bias[c]));
    }
    StoreChannels<kChannels>(out, row);
  }
  for (; pixel < pixels; ++pixel, row += kChannels) MixPixel(row, kChannels, center, matrix, bias);
}

void ChannelMatrix(float* row, size_t pixels, int64_t channels, const double* center,
                   const double* matrix, const double* bias) {
  const auto count = static_cast<size_t>(channels);
  if (count == 1) return MixRow<1>(row, pixels, center, matrix, bias);
  if (count == 2) return MixRow<2>(row, pixels, center, matrix, bias);
  if (count == 3) return MixRow<3>(row, pixels, center, matrix, bias);
  if (count == 4) return MixRow<4>(row, pixels, center, matrix, bias);
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += count)
    MixPixel(row, count, center, matrix, bias);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_CHANNEL_MATRIX_INL_H_
