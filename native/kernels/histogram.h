// Histograms and tables, one per channel.
#ifndef IMAGEPIPELINE_KERNELS_HISTOGRAM_H_
#define IMAGEPIPELINE_KERNELS_HISTOGRAM_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/bins.h"

namespace imagepipeline {

// Entries of a channel in a histogram or a table: its bins, and one for NaN.
constexpr size_t BinStride(const BinRule& rule) { return static_cast<size_t>(rule.count) + 1; }

// What the values of a channel become, by their bins. Channels that are not in `changed` stay.
struct ChannelTable {
  BinRule rule;
  std::vector<int64_t> changed;
  std::vector<float> entries;  // BinStride() per channel of the image
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_HISTOGRAM_H_
