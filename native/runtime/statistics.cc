#include "runtime/statistics.h"

#include <limits>
#include <vector>

#include "kernels/statistics_sums.h"
#include "runtime/byte_statistics.h"
#include "runtime/row_reader.h"
#include "runtime/tile_counts.h"

namespace imagepipeline {

namespace {

std::vector<double> MakeLanes(const Shape& shape) {
  return std::vector<double>(static_cast<size_t>(StatLanes(shape.channels)));
}

void AddMeans(const RowReader& rows, const Shape& shape, ImageStats* stats) {
  std::vector<double> lanes = MakeLanes(shape);
  for (int64_t y = 0; y < shape.height; ++y) {
    Kernels().add_sums(rows.Read(y), RowValues(shape), shape.channels, lanes.data());
  }
  SetMeans(lanes.data(), shape, stats);
}

void AddCovariance(const RowReader& rows, const Shape& shape, ImageStats* stats) {
  const auto channels = static_cast<size_t>(shape.channels);
  const size_t lanes = ProductLanes(shape.channels);
  std::vector<double> sums(channels * channels * lanes);
  for (int64_t y = 0; y < shape.height; ++y) {
    Kernels().add_products(rows.Read(y), static_cast<size_t>(shape.width), shape.channels,
                           stats->channel_mean.data(), sums.data());
  }
  SetCovariance(sums.data(), shape, stats);
}

void AddVariance(const RowReader& rows, const Shape& shape, ImageStats* stats) {
  std::vector<double> lanes = MakeLanes(shape);
  const std::vector<double> means(lanes.size(), stats->mean);
  for (int64_t y = 0; y < shape.height; ++y) {
    Kernels().add_squares(rows.Read(y), RowValues(shape), shape.channels, means.data(),
                          lanes.data());
  }
  SetVariance(lanes.data(), shape, stats);
}

void AddMinMax(const RowReader& rows, const Shape& shape, ImageStats* stats) {
  float lo = std::numeric_limits<float>::infinity(), hi = -lo;
  for (int64_t y = 0; y < shape.height; ++y) {
    Kernels().min_max(rows.Read(y), RowValues(shape), &lo, &hi);
  }
  SetRange(lo, hi, stats);
}

void AddChannelRanges(const RowReader& rows, const Shape& shape, ImageStats* stats) {
  const auto channels = static_cast<size_t>(shape.channels);
  stats->channel_min.assign(channels, std::numeric_limits<float>::infinity());
  stats->channel_max.assign(channels, -std::numeric_limits<float>::infinity());
  for (int64_t y = 0; y < shape.height; ++y) {
    Kernels().min_max_channels(rows.Read(y), static_cast<size_t>(shape.width), shape.channels,
                               stats->channel_min.data(), stats->channel_max.data());
  }
}

void AddHistogram(const RowReader& rows, const Shape& shape, const BinRule& rule,
                  ImageStats* stats) {
  stats->histogram.assign(static_cast<size_t>(shape.channels) * BinStride(rule), 0);
  for (int64_t y = 0; y < shape.height; ++y) {
    Kernels().add_histogram(rows.Read(y), static_cast<size_t>(shape.width), shape.channels, rule,
                            stats->histogram.data());
  }
}

}  // namespace

// Sums first, divisions last: the sum of a constant image is exact, and so is its mean.
void SetMeans(const double* sums, const Shape& shape, ImageStats* stats) {
  const int lanes = StatLanes(shape.channels);
  stats->mean = TotalSum(sums, lanes, shape.channels) / static_cast<double>(shape.ValueCount());
  stats->channel_mean.resize(static_cast<size_t>(shape.channels));
  for (int64_t c = 0; c < shape.channels; ++c) {
    stats->channel_mean[static_cast<size_t>(c)] =
        ChannelSum(sums, lanes, shape.channels, c) / static_cast<double>(shape.PixelCount());
  }
}

void SetVariance(const double* squares, const Shape& shape, ImageStats* stats) {
  stats->variance = TotalSum(squares, StatLanes(shape.channels), shape.channels) /
                    static_cast<double>(shape.ValueCount());
}

void SetCovariance(const double* sums, const Shape& shape, ImageStats* stats) {
  const auto channels = static_cast<size_t>(shape.channels);
  const size_t lanes = ProductLanes(shape.channels);
  stats->channel_covariance.resize(channels * channels);
  for (size_t i = 0; i < channels; ++i) {
    for (size_t j = i; j < channels; ++j) {
      double sum = 0;
      for (size_t lane = 0; lane < lanes; ++lane) sum += sums[(i * channels + j) * lanes + lane];
      const double covariance = sum / static_cast<double>(shape.PixelCount());
      stats->channel_covariance[i * channels + j] = covariance;
      stats->channel_covariance[j * channels + i] = covariance;
    }
  }
}

void SetRange(float lo, float hi, ImageStats* stats) {
  // All NaN: any finite range will do, for NaN passes through a clamp.
  stats->min = lo <= hi ? lo : 0;
  stats->max = lo <= hi ? hi : 0;
}

// About the nearest integer to the mean, which leaves nothing to cancel: whole numbers, but for
// what that integer is off.
void SetByteVariance(uint64_t sum, uint64_t squares, const Shape& shape, ImageStats* stats) {
  const auto count = static_cast<uint64_t>(shape.ValueCount());
  const uint64_t near = (sum + count / 2) / count;
  const auto off = static_cast<double>(static_cast<int64_t>(sum - near * count));
  const auto about_near = static_cast<double>(squares + near * near * count - 2 * near * sum);
  const auto values = static_cast<double>(count);
  stats->variance = (about_near - off * off / values) / values;
}

Status ComputeStatistics(const ConstImage& image, const StatisticsAction& action, Scratch* scratch,
                         ImageStats* stats) {
  StatisticsAction wanted = action;
  if (image.dtype == DType::kUint8) TakeByteStatistics(image, &wanted, stats);
  const bool sums = wanted.channel_mean || wanted.channel_covariance || wanted.moments;
  const bool ranges = wanted.min_max || wanted.channel_min_max;
  if (!sums && !ranges && !wanted.histogram && !wanted.tiles) return {};
  const RowReader rows(image, scratch);
  if (!rows.ok()) return OutOfMemory();
  if (sums) AddMeans(rows, image.shape, stats);
  if (wanted.channel_covariance) AddCovariance(rows, image.shape, stats);
  if (wanted.moments) AddVariance(rows, image.shape, stats);
  if (wanted.min_max) AddMinMax(rows, image.shape, stats);
  if (wanted.channel_min_max) AddChannelRanges(rows, image.shape, stats);
  if (wanted.histogram) AddHistogram(rows, image.shape, *wanted.histogram, stats);
  if (wanted.tiles) stats->tile_counts = CountTiles(image, rows, *wanted.tiles);
  return {};
}

}  // namespace imagepipeline
