// What the scalar table takes of an image: sums in lanes, products, ranges and histograms.
#ifndef IMAGEPIPELINE_KERNELS_SCALAR_STATISTICS_H_
#define IMAGEPIPELINE_KERNELS_SCALAR_STATISTICS_H_

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "core/bins.h"
#include "kernels/histogram.h"
#include "kernels/kernel_table.h"

namespace imagepipeline {

inline void AddSums(const float* row, size_t values, int64_t channels, double* lanes) {
  const auto lane_count = static_cast<size_t>(StatLanes(channels));
  for (size_t i = 0; i < values; ++i) lanes[i % lane_count] += static_cast<double>(row[i]);
}

inline void AddSquares(const float* row, size_t values, int64_t channels, const double* lane_means,
                       double* lanes) {
  const auto lane_count = static_cast<size_t>(StatLanes(channels));
  for (size_t i = 0; i < values; ++i) {
    const size_t lane = i % lane_count;
    const double deviation = static_cast<double>(row[i]) - lane_means[lane];
    lanes[lane] += deviation * deviation;
  }
}

inline void AddProducts(const float* row, size_t pixels, int64_t channels, const double* means,
                        double* sums) {
  const size_t lanes = ProductLanes(channels);
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += channels) {
    for (int64_t i = 0; i < channels; ++i) {
      for (int64_t j = i; j < channels; ++j) {
        const double a = static_cast<double>(row[i]) - means[i];
        const double b = static_cast<double>(row[j]) - means[j];
        sums[static_cast<size_t>(i * channels + j) * lanes + pixel % lanes] += a * b;
      }
    }
  }
}

inline void MinMax(const float* row, size_t values, float* lo, float* hi) {
  for (size_t i = 0; i < values; ++i) {
    if (row[i] < *lo) *lo = row[i];
    if (row[i] > *hi) *hi = row[i];
  }
  // Which of -0 and 0 came first depends on the vector width, so a zero is always 0.
  *lo += 0.0f;
  *hi += 0.0f;
}

inline void MinMaxChannels(const float* row, size_t pixels, int64_t channels, float* lo,
                           float* hi) {
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += channels) {
    for (int64_t c = 0; c < channels; ++c) {
      if (row[c] < lo[c] || std::isnan(row[c])) lo[c] = row[c];
      if (row[c] > hi[c]) hi[c] = row[c];
    }
  }
  for (int64_t c = 0; c < channels; ++c) {
    lo[c] += 0.0f;
    hi[c] += 0.0f;
  }
}

inline void AddHistogram(const float* row, size_t pixels, int64_t channels, const BinRule& rule,
                         uint64_t* counts) {
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += channels) {
    for (int64_t c = 0; c < channels; ++c)
      ++counts[static_cast<size_t>(c) * BinStride(rule) + static_cast<size_t>(BinOf(rule, row[c]))];
  }
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_SCALAR_STATISTICS_H_
