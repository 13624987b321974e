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

  // Step 2, where launch.covariance. As KernelTable::add_products; a thread has a lane of a pair.
  static IMAGEPIPELINE_HD void Multiply(const StatisticsLaunch& launch, int64_t block, int thread) {
    if (!launch.covariance) return;
    const DeviceStatistics& image = launch.images[block];
    const int64_t channels = launch.shape.channels;
    const auto lanes = static_cast<int64_t>(ProductLanes(channels));
    for (int64_t n = thread; n < channels * channels * lanes; n += kStatisticsThreads) {
      const int64_t pair = n / lanes, i = pair / channels, j = pair - i * channels;
      if (i <= j) image.products[n] = Products(launch.shape, image, i, j, n - pair * lanes);
    }
  }

  // Step 3: squares about the mean; about 0 of uint8, for SetByteVariance().
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

 private:
  static IMAGEPIPELINE_HD double MeanOf(const Shape& shape, const double* sums, int64_t c) {
    return ChannelSum(sums, StatLanes(shape.channels), shape.channels, c) /
           static_cast<double>(shape.height * shape.width);
  }

  static IMAGEPIPELINE_HD double Products(const Shape& shape, const DeviceStatistics& image,
                                          int64_t i, int64_t j, int64_t lane) {
    const double mean_i = MeanOf(shape, image.sums, i), mean_j = MeanOf(shape, image.sums, j);
    const auto lanes = static_cast<int64_t>(ProductLanes(shape.channels));
    double sum = 0;
    for (int64_t y = 0; y < shape.height; ++y) {
      for (int64_t x = lane; x < shape.width; x += lanes) {
        const int64_t pixel = (y * shape.width + x) * shape.channels;
        const double a = static_cast<double>(ReadValue<T>(image.in, pixel + i)) - mean_i;
        const double b = static_cast<double>(ReadValue<T>(image.in, pixel + j)) - mean_j;
        sum += a * b;
      }
    }
    return sum;
  }
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_STATISTICS_KERNEL_H_
