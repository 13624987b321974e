#include "runtime/statistics.h"

#include <limits>
#include <vector>

#include "runtime/row_reader.h"

namespace imagepipeline {

namespace {

// Lanes l, l + channels, ... hold channel l % channels; they are added in that order.
std::vector<double> ChannelSums(const std::vector<double>& lanes, int64_t channels) {
  std::vector<double> sums(static_cast<size_t>(channels));
  for (size_t lane = 0; lane < lanes.size(); ++lane) sums[lane % sums.size()] += lanes[lane];
  return sums;
}

double Total(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

void AddMeans(const RowReader& rows, const Shape& shape, ImageStats* stats) {
  std::vector<double> lanes(static_cast<size_t>(StatLanes(shape.channels)));
  for (int64_t y = 0; y < shape.height; ++y) {
    Kernels().add_sums(rows.Read(y), RowValues(shape), shape.channels, lanes.data());
  }
  stats->channel_mean = ChannelSums(lanes, shape.channels);
  stats->mean = Total(stats->channel_mean) / static_cast<double>(shape.ValueCount());
  for (double& mean : stats->channel_mean) mean /= static_cast<double>(shape.PixelCount());
}

void AddCovariance(const RowReader& rows, const Shape& shape, ImageStats* stats) {
  const auto channels = static_cast<size_t>(shape.channels);
  const size_t lanes = ProductLanes(shape.channels);
  std::vector<double> sums(channels * channels * lanes);
  for (int64_t y = 0; y < shape.height; ++y) {
    Kernels().add_products(rows.Read(y), static_cast<size_t>(shape.width), shape.channels,
                           stats->channel_mean.data(), sums.data());
  }
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

void AddVariance(const RowReader& rows, const Shape& shape, ImageStats* stats) {
  std::vector<double> lanes(static_cast<size_t>(StatLanes(shape.channels)));
  const std::vector<double> means(lanes.size(), stats->mean);
  for (int64_t y = 0; y < shape.height; ++y) {
    Kernels().add_squares(rows.Read(y), RowValues(shape), shape.channels, means.data(),
                          lanes.data());
  }
  const double sum = Total(ChannelSums(lanes, shape.channels));
  stats->variance = sum / static_cast<double>(shape.ValueCount());
}

void AddMinMax(const RowReader& rows, const Shape& shape, ImageStats* stats) {
  float lo = std::numeric_limits<float>::infinity(), hi = -lo;
  for (int64_t y = 0; y < shape.height; ++y) {
    Kernels().min_max(rows.Read(y), RowValues(shape), &lo, &hi);
  }
  // All NaN: any finite range will do, for NaN passes through a clamp.
  stats->min = lo <= hi ? lo : 0;
  stats->max = lo <= hi ? hi : 0;
}

}  // namespace

Status ComputeStatistics(const ConstImage& image, const StatisticsAction& wanted, Scratch* scratch,
                         ImageStats* stats) {
  const RowReader rows(image, scratch);
  if (!rows.ok()) return OutOfMemory();
  if (wanted.channel_mean || wanted.channel_covariance || wanted.moments)
    AddMeans(rows, image.shape, stats);
  if (wanted.channel_covariance) AddCovariance(rows, image.shape, stats);
  if (wanted.moments) AddVariance(rows, image.shape, stats);
  if (wanted.min_max) AddMinMax(rows, image.shape, stats);
  return {};
}

}  // namespace imagepipeline
