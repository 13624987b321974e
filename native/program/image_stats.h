// The statistics of an image that a stage asks for, and what they are.
#ifndef IMAGEPIPELINE_PROGRAM_IMAGE_STATS_H_
#define IMAGEPIPELINE_PROGRAM_IMAGE_STATS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "core/bins.h"
#include "program/tiles.h"
#include "runtime/pool_array.h"

namespace imagepipeline {

// Statistics of a whole image as it enters a stage. NaN values are ignored by min and max, not by
// the moments.
struct ImageStats {
  std::vector<double> channel_mean;  // over height and width
  // Population, about channel_mean: channels x channels.
  std::vector<double> channel_covariance;
  double mean = 0;      // over all values
  double variance = 0;  // population, over all values
  float min = 0, max = 0;
  // One per channel; the min of a channel with a NaN is NaN.
  std::vector<float> channel_min, channel_max;
  // Values per bin: bins.count + 1 per channel, the last for NaN.
  std::vector<uint64_t> histogram;
  PoolArray<uint32_t> tile_counts;  // in the order of TileTables::results; NaN is in no bin
};

// The stage needs statistics before it knows its point ops. channel_mean and moments both give the
// mean as well; channel_covariance gives both means.
struct StatisticsAction {
  bool channel_mean = false, moments = false, min_max = false;  // which ones
  bool channel_covariance = false;                              // of at most kMaxMixedChannels
  bool channel_min_max = false;
  std::optional<BinRule> histogram = {};
  std::optional<TileGrid> tiles = {};
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_IMAGE_STATS_H_
