#include "runtime/byte_counts.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "core/bins.h"
#include "kernels/histogram.h"
#include "kernels/kernel_table.h"
#include "runtime/image_view.h"
#include "runtime/statistics.h"

namespace imagepipeline {

namespace {

constexpr size_t kBytes = 256;

// Below, clearing the counts takes longer than counting.
constexpr int64_t kLeastPixels = 1024;

// Neighbouring pixels are often equal; taking turns, their counts do not wait for each other.
constexpr size_t kTurns = 4;

std::vector<uint64_t> CountBytes(const ConstImage& image) {
  const auto channels = static_cast<size_t>(image.shape.channels);
  const auto pixels = static_cast<size_t>(image.shape.width);
  const size_t stride = channels * kBytes;
  std::vector<uint32_t> turns(kTurns * stride);
  for (int64_t y = 0; y < image.shape.height; ++y) {
    const uint8_t* value = Row(image, y);
    for (size_t x = 0; x < pixels; ++x) {
      uint32_t* counts = turns.data() + x % kTurns * stride;
      for (size_t c = 0; c < channels; ++c) ++counts[c * kBytes + *value++];
    }
  }
  std::vector<uint64_t> counts(stride);
  for (size_t turn = 0; turn < kTurns; ++turn) {
    for (size_t i = 0; i < stride; ++i) counts[i] += turns[turn * stride + i];
  }
  return counts;
}

void AddMeans(const std::vector<uint64_t>& counts, const Shape& shape, ImageStats* stats) {
  std::vector<double> lanes(static_cast<size_t>(StatLanes(shape.channels)));
  for (size_t i = 0; i < counts.size(); ++i)
    lanes[i / kBytes] += static_cast<double>(counts[i] * (i % kBytes));
  SetMeans(lanes.data(), shape, stats);
}

void AddRanges(const std::vector<uint64_t>& counts, const Shape& shape, ImageStats* stats) {
  const auto channels = static_cast<size_t>(shape.channels);
  stats->channel_min.assign(channels, std::numeric_limits<float>::infinity());
  stats->channel_max.assign(channels, -std::numeric_limits<float>::infinity());
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const size_t c = i / kBytes;
    stats->channel_min[c] = std::min(stats->channel_min[c], static_cast<float>(i % kBytes));
    stats->channel_max[c] = static_cast<float>(i % kBytes);
  }
  SetRange(*std::min_element(stats->channel_min.begin(), stats->channel_min.end()),
           *std::max_element(stats->channel_max.begin(), stats->channel_max.end()), stats);
}

void AddHistogram(const std::vector<uint64_t>& counts, const BinRule& rule, ImageStats* stats) {
  const size_t stride = BinStride(rule);
  stats->histogram.assign(counts.size() / kBytes * stride, 0);
  for (size_t i = 0; i < counts.size(); ++i) {
    const int32_t bin = BinOf(rule, static_cast<float>(i % kBytes));
    stats->histogram[i / kBytes * stride + static_cast<size_t>(bin)] += counts[i];
  }
}

}  // namespace

bool CountingServes(const ConstImage& image, const StatisticsAction& wanted) {
  const bool gains = wanted.histogram || wanted.min_max || wanted.channel_min_max;
  const bool enough = !wanted.moments && !wanted.channel_covariance && !wanted.tiles;
  return image.dtype == DType::kUint8 && gains && enough &&
         image.shape.PixelCount() >= kLeastPixels &&
         image.shape.PixelCount() <= std::numeric_limits<uint32_t>::max();
}

void StatisticsFromCounts(const ConstImage& image, const StatisticsAction& wanted,
                          ImageStats* stats) {
  const std::vector<uint64_t> counts = CountBytes(image);
  if (wanted.channel_mean) AddMeans(counts, image.shape, stats);
  if (wanted.min_max || wanted.channel_min_max) AddRanges(counts, image.shape, stats);
  if (wanted.histogram) AddHistogram(counts, *wanted.histogram, stats);
}

}  // namespace imagepipeline
