// From the numbers of a launch to the kernel compiled for them. `Launcher` runs a kernel: on the
// GPU, or in loops.
#ifndef IMAGEPIPELINE_CUDA_DISPATCH_H_
#define IMAGEPIPELINE_CUDA_DISPATCH_H_

#include "core/with_type.h"
#include "cuda/histogram_kernel.h"
#include "cuda/mix_kernel.h"
#include "cuda/point_kernel.h"
#include "cuda/product_kernel.h"
#include "cuda/rows_kernel.h"
#include "cuda/statistics_kernel.h"

namespace imagepipeline::cuda {

template <typename T, int kChannels, typename Launcher>
int DispatchWarps(const PointLaunch& launch, const Launcher& launcher) {
  return launch.plain_warps ? launcher.template Points<PointKernel<T, kChannels, true>>(launch)
                            : launcher.template Points<PointKernel<T, kChannels, false>>(launch);
}

// uint8 and float32 images of 1, 3 and 4 channels have kernels of their own.
template <typename Launcher>
int DispatchPoints(const PointLaunch& launch, const Launcher& launcher) {
  return WithType(launch.load, [&](auto type) {
    using T = decltype(type);
    if constexpr (std::is_same_v<T, uint8_t> || std::is_same_v<T, float>) {
      switch (launch.out_shape.channels) {
        case 1:
          return DispatchWarps<T, 1>(launch, launcher);
        case 3:
          return DispatchWarps<T, 3>(launch, launcher);
        case 4:
          return DispatchWarps<T, 4>(launch, launcher);
        default:
          break;
      }
    }
    return launcher.template Points<PointKernel<T, 0, false>>(launch);
  });
}

template <typename Launcher>
int DispatchRows(const RowsLaunch& launch, const Launcher& launcher) {
  return WithType(launch.load,
                  [&](auto type) { return launcher.template Rows<decltype(type)>(launch); });
}

template <typename Launcher>
int DispatchStatistics(const StatisticsLaunch& launch, const Launcher& launcher) {
  return WithType(launch.load, [&](auto type) {
    return launcher.template Statistics<StatisticsKernel<decltype(type)>>(launch);
  });
}

template <typename Launcher>
int DispatchHistogram(const HistogramLaunch& launch, const Launcher& launcher) {
  return WithType(launch.load, [&](auto type) {
    return launcher.template Histogram<HistogramKernel<decltype(type)>>(launch);
  });
}

template <typename Launcher>
int DispatchProduct(const ProductLaunch& launch, const Launcher& launcher) {
  return WithType(launch.load, [&](auto type) {
    return launcher.template Product<ProductKernel<decltype(type)>>(launch);
  });
}

template <typename Launcher>
int DispatchMix(const MixLaunch& launch, const Launcher& launcher) {
  return WithType(launch.load, [&](auto type) {
    return launcher.template Mix<MixKernel<decltype(type)>>(launch);
  });
}

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_DISPATCH_H_
