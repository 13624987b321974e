// The oracle: whole images of doubles, one step at a time, no kernels. Only the decision of which
// stages share a resample (BuildPasses) and the coordinates and borders of core/ are shared with
// the fused executor.
#include <algorithm>
#include <cmath>
#include <limits>

#include "runtime/executor_kinds.h"
#include "runtime/reference_colors.h"
#include "runtime/reference_moves.h"
#include "runtime/reference_places.h"

namespace imagepipeline {

namespace {

std::vector<double> CovarianceOf(const DoubleImage& image, const std::vector<double>& mean) {
  const size_t channels = mean.size();
  std::vector<double> covariance(channels * channels);
  for (size_t pixel = 0; pixel < image.values.size(); pixel += channels) {
    const double* v = &image.values[pixel];
    for (size_t i = 0; i < channels; ++i) {
      for (size_t j = 0; j < channels; ++j)
        covariance[i * channels + j] += (v[i] - mean[i]) * (v[j] - mean[j]);
    }
  }
  for (double& value : covariance) value /= static_cast<double>(image.shape.PixelCount());
  return covariance;
}

void AddChannelRanges(const DoubleImage& image, ImageStats* stats) {
  const auto channels = static_cast<size_t>(image.shape.channels);
  stats->channel_min.assign(channels, std::numeric_limits<float>::infinity());
  stats->channel_max.assign(channels, -std::numeric_limits<float>::infinity());
  for (size_t i = 0; i < image.values.size(); ++i) {
    const auto value = static_cast<float>(image.values[i]);
    float& min = stats->channel_min[i % channels];
    float& max = stats->channel_max[i % channels];
    if (std::isnan(value) || value < min) min = value;
    if (value > max) max = value;
  }
}

std::vector<uint64_t> HistogramOf(const DoubleImage& image, const BinRule& rule) {
  const auto channels = static_cast<size_t>(image.shape.channels);
  const size_t stride = static_cast<size_t>(rule.count) + 1;
  std::vector<uint64_t> counts(channels * stride);
  for (size_t i = 0; i < image.values.size(); ++i) {
    const int32_t bin = BinOf(rule, static_cast<float>(image.values[i]));
    ++counts[i % channels * stride + static_cast<size_t>(bin)];
  }
  return counts;
}

// Sums first, divisions last: the sum of a constant image is exact, and so is its mean.
ImageStats StatisticsOf(const DoubleImage& image, const StatisticsAction& wanted) {
  const auto value_count = static_cast<double>(image.shape.ValueCount());
  const auto pixel_count = static_cast<double>(image.shape.PixelCount());
  ImageStats stats;
  stats.channel_mean.assign(static_cast<size_t>(image.shape.channels), 0);
  stats.min = std::numeric_limits<float>::infinity();
  stats.max = -stats.min;
  for (size_t i = 0; i < image.values.size(); ++i) {
    const double value = image.values[i];
    stats.mean += value;
    stats.channel_mean[i % stats.channel_mean.size()] += value;
    if (std::isnan(value)) continue;
    stats.min = std::min(stats.min, static_cast<float>(value));
    stats.max = std::max(stats.max, static_cast<float>(value));
  }
  stats.mean /= value_count;
  for (double& mean : stats.channel_mean) mean /= pixel_count;
  for (const double value : image.values)
    stats.variance += (value - stats.mean) * (value - stats.mean);
  stats.variance /= value_count;
  if (!(stats.min <= stats.max)) stats.min = stats.max = 0;
  if (wanted.channel_covariance) stats.channel_covariance = CovarianceOf(image, stats.channel_mean);
  if (wanted.channel_min_max) AddChannelRanges(image, &stats);
  if (wanted.histogram) stats.histogram = HistogramOf(image, *wanted.histogram);
  if (wanted.tiles) stats.tile_counts = ReferenceTileCounts(image, *wanted.tiles);
  return stats;
}

double Applied(const PointOp& op, double value, size_t index, const Shape& shape) {
  const size_t c = index % static_cast<size_t>(shape.channels);
  switch (op.kind) {
    case PointOp::Kind::kChannelAffine:
      return (value - op.center[c]) * op.scale[c] + op.bias[c];
    case PointOp::Kind::kChannelMatrix:
    case PointOp::Kind::kHue:
    case PointOp::Kind::kSaturation:
    case PointOp::Kind::kGray:
      break;  // need the whole pixel: MixChannels, ChangeColor
    case PointOp::Kind::kChannelClamp:
      return std::isnan(value) ? value : std::clamp<double>(value, op.lows[c], op.highs[c]);
    case PointOp::Kind::kSolarize:
      return Solarized(op, value);
    case PointOp::Kind::kPosterize:
      return Posterized(op, value);
    case PointOp::Kind::kChannelTable: {
      const size_t stride = static_cast<size_t>(op.bins.count) + 1;
      const int32_t bin = BinOf(op.bins, static_cast<float>(value));
      return op.keeps[c] ? value : op.tables[c * stride + static_cast<size_t>(bin)];
    }
    case PointOp::Kind::kPixelAffine:
      return (value - (*op.centers)[index]) * (*op.scales)[index];
    case PointOp::Kind::kPillowBrightness:
      return BrightenedByPillow(op.brightness, static_cast<float>(value),
                                shape.channels == 4 && c == 3);
    case PointOp::Kind::kClamp:
      return std::isnan(value) ? value : std::clamp<double>(value, op.lo, op.hi);
    case PointOp::Kind::kQuantize:
      return Quantized(value, op.dtype);
    case PointOp::Kind::kFill:
    case PointOp::Kind::kNoise:
    case PointOp::Kind::kTileTables:
      return AppliedAt(op, value, PlaceOf(index, shape));
  }
  return value;
}

void MixChannels(const PointOp& op, DoubleImage* image) {
  const size_t channels = op.center.size();
  std::vector<double> mixed(channels);
  for (size_t pixel = 0; pixel < image->values.size(); pixel += channels) {
    double* v = &image->values[pixel];
    for (size_t c = 0; c < channels; ++c) {
      mixed[c] = op.bias[c];
      for (size_t k = 0; k < channels; ++k)
        mixed[c] += (v[k] - op.center[k]) * op.matrix[k * channels + c];
    }
    std::copy(mixed.begin(), mixed.end(), v);
  }
}

void Apply(const PointOp& op, DoubleImage* image) {
  if (op.kind == PointOp::Kind::kChannelMatrix) return MixChannels(op, image);
  if (IsColorOp(op)) {
    const auto channels = static_cast<size_t>(image->shape.channels);
    for (size_t pixel = 0; pixel < image->values.size(); pixel += channels)
      ChangeColor(op, &image->values[pixel]);
    return;
  }
  for (size_t i = 0; i < image->values.size(); ++i)
    image->values[i] = Applied(op, image->values[i], i, image->shape);
}

}  // namespace

Status RunReferencePass(const Pass& pass, const ConstImage& in, const MutableImage& out) {
  const DoubleImage source = Load(in);
  ImageStats stats;
  if (pass.statistics_stage != nullptr) stats = StatisticsOf(source, pass.statistics);
  DoubleImage image = std::visit(
      [&](const auto& move) { return ReferenceMove(move, source, pass.out); }, pass.move);
  for (const PointOp& op : PassOps(pass, stats)) Apply(op, &image);
  Store(image, out);
  return {};
}

}  // namespace imagepipeline
