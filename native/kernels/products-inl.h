// Sums of the products of centred channels, in double and in lanes that do not depend on the vector
// width.
#if defined(IMAGEPIPELINE_KERNELS_PRODUCTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_PRODUCTS_INL_H_
#undef IMAGEPIPELINE_KERNELS_PRODUCTS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_PRODUCTS_INL_H_
#endif

#include "core/image.h"
#include "hwy/highway.h"
#include "kernels/interleaved-inl.h"
#include "kernels/kernel_table.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The products of one pixel, at `lane`.
HWY_INLINE void AddPixelProducts(const float* pixel, size_t channels, const double* means,
                                 size_t lanes, double* sums) {
  double centred[kMaxMixedChannels];
  for (size_t c = 0; c < channels; ++c) centred[c] = static_cast<double>(pixel[c]) - means[c];
  for (size_t i = 0; i < channels; ++i) {
    for (size_t j = i; j < channels; ++j)
      sums[(i * channels + j) * lanes] += centred[i] * centred[j];
  }
}

// Many channels: one lane per sum, so vectors go along the second channel.
HWY_INLINE void AddWideProducts(const float* pixel, size_t channels, const double* means,
                                double* sums) {
  const DoubleTag dd;
  double centred[kMaxMixedChannels];
  for (size_t c = 0; c < channels; ++c) centred[c] = static_cast<double>(pixel[c]) - means[c];
  for (size_t i = 0; i < channels; ++i) {
    double* row = sums + i * channels;
    const auto factor = hn::Set(dd, centred[i]);
    size_t j = i;
    for (; j + hn::Lanes(dd) <= channels; j += hn::Lanes(dd)) {
      const auto product = hn::Mul(factor, hn::LoadU(dd, centred + j));
      hn::StoreU(hn::Add(hn::LoadU(dd, row + j), product), dd, row + j);
    }
    for (; j < channels; ++j) row[j] += centred[i] * centred[j];
  }
}

// Vectors go along the pixels; of the kProductLanes lanes as many at a time as a vector has.
template <size_t kChannels>
HWY_INLINE void AddRowProducts(const float* row, size_t pixels, const double* means, double* sums) {
  const DoubleTag dd;
  using V = hn::Vec<DoubleTag>;
  constexpr size_t kLanes = HWY_LANES(double), kPairs = kChannels * (kChannels + 1) / 2;
  const auto for_each_pair = [](const auto& visit) HWY_ATTR {
    size_t pair = 0;
    for (size_t i = 0; i < kChannels; ++i)
      for (size_t j = i; j < kChannels; ++j) visit(pair++, i, j);
  };
  const size_t full = pixels / kProductLanes * kProductLanes;
  for (size_t lane = 0; lane < kProductLanes; lane += kLanes) {
    V totals[kPairs];
    for_each_pair([&](size_t pair, size_t i, size_t j) HWY_ATTR {
      totals[pair] = hn::LoadU(dd, sums + (i * kChannels + j) * kProductLanes + lane);
    });
    for (size_t pixel = lane; pixel < full; pixel += kProductLanes) {
      V v[kChannels];
      LoadChannels<kChannels>(row + pixel * kChannels, v);
      for (size_t c = 0; c < kChannels; ++c) v[c] = hn::Sub(v[c], hn::Set(dd, means[c]));
      for_each_pair([&](size_t pair, size_t i, size_t j)
                        HWY_ATTR { totals[pair] = hn::Add(totals[pair], hn::Mul(v[i], v[j])); });
    }
    for_each_pair([&](size_t pair, size_t i, size_t j) HWY_ATTR {
      hn::StoreU(totals[pair], dd, sums + (i * kChannels + j) * kProductLanes + lane);
    });
  }
  for (size_t pixel = full; pixel < pixels; ++pixel)
    AddPixelProducts(row + pixel * kChannels, kChannels, means, kProductLanes, sums + pixel - full);
}

void AddProducts(const float* row, size_t pixels, int64_t channels, const double* means,
                 double* sums) {
  static_assert(kProductLanes % HWY_LANES(double) == 0);
  const auto count = static_cast<size_t>(channels);
  if (count == 1) return AddRowProducts<1>(row, pixels, means, sums);
  if (count == 2) return AddRowProducts<2>(row, pixels, means, sums);
  if (count == 3) return AddRowProducts<3>(row, pixels, means, sums);
  if (count == 4) return AddRowProducts<4>(row, pixels, means, sums);
  for (size_t pixel = 0; pixel < pixels; ++pixel)
    AddWideProducts(row + pixel * count, count, means, sums);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_PRODUCTS_INL_H_
