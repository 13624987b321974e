// Statistics of an image: one block an image, one thread a lane. A lane adds its values one after
// the other, in the order of every other executor, so the sums are the same to the bit.
#ifndef IMAGEPIPELINE_CUDA_STATISTICS_KERNEL_H_
#define IMAGEPIPELINE_CUDA_STATISTICS_KERNEL_H_

#include <type_traits>

#include "cuda/device_pass.h"
#include "kernels/kernel_table.h"
#include "kernels/pixel.h"
#include "kernels/statistics_sums.h"

namespace imagepipeline::cuda {

constexpr int kStatisticsThreads = 32;

template <typename T>
struct StatisticsKernel {
  // Step 1: sums and extremes.
  static IMAGEPIPELINE_HD void Sum(const StatisticsLaunch& launch, int64_t block, int thread) {
    const DeviceStatistics& image = launch.images[block];
    const Shape& shape = launch.shape;
    const int lanes = StatLanes(shape.channels);
    const int64_t row_values = shape.width * shape.channels;
    for (int lane = thread; lane < lanes; lane += kStatisticsThreads) {
      double sum = 0;
      float low = INFINITY, high = -INFINITY, nan = 0;
      for (int64_t y = 0; y < shape.height; ++y) {
        const uint8_t* row = image.in + y * row_values * static_cast<int64_t>(sizeof(T));
        for (int64_t i = lane; i < row_values; i += lanes) {
          const float value = ReadValue<T>(row, i);
          sum += static_cast<double>(value);
          if (value < low) low = value;
          if (value > high) high = value;
          if (value != value) nan = 1;
        }
      }
      image.sums[lane] = sum;
      image.lows[lane] = low;
      image.highs[lane] = high;
      image.nans[lane] = nan;
    }
  }

  // Step 2: squares about the mean; about 0 of uint8, for SetByteVariance().
  static IMAGEPIPELINE_HD void Square(const StatisticsLaunch& launch, int64_t block, int thread) {
    const DeviceStatistics& image = launch.images[block];
    const Shape& shape = launch.shape;
    const int lanes = StatLanes(shape.channels);
    if (!launch.moments) {
      for (int lane = thread; lane < lanes; lane += kStatisticsThreads) image.squares[lane] = 0;
      return;
    }
    const int64_t row_values = shape.width * shape.channels;
    const double mean = std::is_same_v<T, uint8_t> ? 0
                                                   : TotalSum(image.sums, lanes, shape.channels) /
                                                         static_cast<double>(shape.ValueCount());
    for (int lane = thread; lane < lanes; lane += kStatisticsThreads) {
      double sum = 0;
      for (int64_t y = 0; y < shape.height; ++y) {
        const uint8_t* row = image.in + y * row_values * static_cast<int64_t>(sizeof(T));
        for (int64_t i = lane; i < row_values; i += lanes) {
          const double deviation = static_cast<double>(ReadValue<T>(row, i)) - mean;
          sum += deviation * deviation;
        }
      }
      image.squares[lane] = sum;
    }
  }
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_STATISTICS_KERNEL_H_
