// How the lanes of a sum become the sums of channels and of an image: in one fixed order.
#ifndef IMAGEPIPELINE_KERNELS_STATISTICS_SUMS_H_
#define IMAGEPIPELINE_KERNELS_STATISTICS_SUMS_H_

#include <cstdint>

#include "core/host_device.h"

namespace imagepipeline {

// Lanes c, c + channels, ... hold channel c; they are added in that order.
IMAGEPIPELINE_HD inline double ChannelSum(const double* lanes, int64_t lane_count, int64_t channels,
                                          int64_t c) {
  double sum = 0;
  for (int64_t lane = c; lane < lane_count; lane += channels) sum += lanes[lane];
  return sum;
}

// The channels' sums, added in order.
IMAGEPIPELINE_HD inline double TotalSum(const double* lanes, int64_t lane_count, int64_t channels) {
  double sum = 0;
  for (int64_t c = 0; c < channels; ++c) sum += ChannelSum(lanes, lane_count, channels, c);
  return sum;
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_STATISTICS_SUMS_H_
