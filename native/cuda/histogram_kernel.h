// Histograms of an image's channels: one block an image. Whole numbers, so that any order of
// counting gives the same.
#ifndef IMAGEPIPELINE_CUDA_HISTOGRAM_KERNEL_H_
#define IMAGEPIPELINE_CUDA_HISTOGRAM_KERNEL_H_

#include "core/bins.h"
#include "cuda/device_pass.h"
#include "kernels/pixel.h"

namespace imagepipeline::cuda {

constexpr int kHistogramThreads = 512;

IMAGEPIPELINE_HD inline void AddOne(uint32_t* count) {
#ifdef __CUDA_ARCH__
  atomicAdd(count, 1u);
#else
  ++*count;
#endif
}

template <typename T>
struct HistogramKernel {
  // Step 1: nothing is counted yet.
  static IMAGEPIPELINE_HD void Clear(const HistogramLaunch& launch, int64_t block, int thread) {
    const int64_t entries = launch.shape.channels * (int64_t{launch.rule.count} + 1);
    uint32_t* counts = launch.images[block].counts;
    for (int64_t i = thread; i < entries; i += kHistogramThreads) counts[i] = 0;
  }

  // Step 2.
  static IMAGEPIPELINE_HD void Count(const HistogramLaunch& launch, int64_t block, int thread) {
    const DeviceHistogram& image = launch.images[block];
    const BinRule rule = launch.rule;
    const int64_t channels = launch.shape.channels, stride = int64_t{rule.count} + 1;
    const int64_t pixels = launch.shape.height * launch.shape.width;
    for (int64_t i = thread; i < pixels; i += kHistogramThreads) {
      for (int64_t c = 0; c < channels; ++c)
        AddOne(image.counts + c * stride + BinOf(rule, ReadValue<T>(image.in, i * channels + c)));
    }
  }
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_HISTOGRAM_KERNEL_H_
