// The horizontal half of a separable resize: one block a row, one thread a pixel.
#ifndef IMAGEPIPELINE_CUDA_ROWS_KERNEL_H_
#define IMAGEPIPELINE_CUDA_ROWS_KERNEL_H_

#include "cuda/device_pass.h"
#include "cuda/pixel_source.h"
#include "kernels/byte_axis.h"

namespace imagepipeline::cuda {

constexpr int kRowsThreads = 256;

// As resample_row() computes it.
template <typename T>
IMAGEPIPELINE_HD inline void ResampleThread(const RowsLaunch& launch, int64_t block, int thread) {
  const int64_t index = block / launch.max_rows, row = block - index * launch.max_rows;
  const DeviceRows& image = launch.images[index];
  if (row >= image.rows) return;
  const int64_t channels = launch.channels;
  const uint8_t* in =
      image.in + (image.first_row + row) * image.row_values * static_cast<int64_t>(sizeof(T));
  float* out = image.out + row * launch.out_width * channels;
  for (int64_t i = thread; i < launch.out_width; i += kRowsThreads) {
    const AxisTaps taps = TapsAt(image.column_taps, launch.arena, i, image.fill);
    const int64_t first = (image.first_column + taps.first) * channels;
    for (int64_t c = 0; c < channels; ++c) {
      float sum = 0;
      for (int32_t t = 0; t < taps.count; ++t)
        sum += taps.weights[t] * ReadValue<T>(in, first + t * channels + c);
      if (taps.outside != 0) sum += taps.constant;
      // Sums of integers that float32 holds.
      if (image.bytes) sum = BetweenHalves(static_cast<int32_t>(sum));
      out[i * channels + c] = sum;
    }
  }
}

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_ROWS_KERNEL_H_
