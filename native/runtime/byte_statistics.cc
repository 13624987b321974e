#include "runtime/byte_statistics.h"

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

// run(bytes, pixels) of the image in rows, or at once where no gaps are between them.
template <class Run>
void ForRuns(const ConstImage& image, const Run& run) {
  if (IsDense(image)) return run(image.data, static_cast<size_t>(image.shape.PixelCount()));
  for (int64_t y = 0; y < image.shape.height; ++y)
    run(Row(image, y), static_cast<size_t>(image.shape.width));
}

void AddSums(const ConstImage& image, bool moments, ImageStats* stats) {
  const Shape& shape = image.shape;
  std::vector<uint64_t> sums(static_cast<size_t>(shape.channels));
  uint64_t squares = 0;
  ForRuns(image, [&](const uint8_t* row, size_t pixels) {
    Kernels().add_byte_sums(row, pixels, shape.channels, sums.data(), moments ? &squares : nullptr);
  });
  std::vector<double> lanes(static_cast<size_t>(StatLanes(shape.channels)));
  std::copy(sums.begin(), sums.end(), lanes.begin());
  SetMeans(lanes.data(), shape, stats);
  if (!moments) return;
  uint64_t sum = 0;
  for (const uint64_t channel : sums) sum += channel;
  SetByteVariance(sum, squares, shape, stats);
}

void AddRanges(const ConstImage& image, ImageStats* stats) {
  const auto channels = static_cast<size_t>(image.shape.channels);
  std::vector<uint8_t> lo(channels, 255), hi(channels, 0);
  ForRuns(image, [&](const uint8_t* row, size_t pixels) {
    Kernels().widen_byte_ranges(row, pixels, image.shape.channels, lo.data(), hi.data());
  });
  stats->channel_min.assign(lo.begin(), lo.end());
  stats->channel_max.assign(hi.begin(), hi.end());
  SetRange(static_cast<float>(*std::min_element(lo.begin(), lo.end())),
           static_cast<float>(*std::max_element(hi.begin(), hi.end())), stats);
}

// kChannels of 0 stands for any number.
template <size_t kChannels>
void CountRun(const uint8_t* bytes, size_t pixels, size_t channels, uint32_t* turns) {
  const size_t step = kChannels == 0 ? channels : kChannels, stride = step * kBytes;
  const auto count = [&](size_t turn) {
    uint32_t* counts = turns + turn * stride;
    for (size_t c = 0; c < step; ++c) ++counts[c * kBytes + bytes[c]];
    bytes += step;
  };
  size_t pixel = 0;
  for (; pixel + kTurns <= pixels; pixel += kTurns) {
    for (size_t turn = 0; turn < kTurns; ++turn) count(turn);
  }
  for (; pixel < pixels; ++pixel) count(0);
}

std::vector<uint32_t> CountBytes(const ConstImage& image) {
  const auto channels = static_cast<size_t>(image.shape.channels);
  const size_t stride = channels * kBytes;
  std::vector<uint32_t> turns(kTurns * stride);
  ForRuns(image, [&](const uint8_t* row, size_t pixels) {
    if (channels == 1) return CountRun<1>(row, pixels, 1, turns.data());
    if (channels == 3) return CountRun<3>(row, pixels, 3, turns.data());
    CountRun<0>(row, pixels, channels, turns.data());
  });
  for (size_t turn = 1; turn < kTurns; ++turn) {
    for (size_t i = 0; i < stride; ++i) turns[i] += turns[turn * stride + i];
  }
  turns.resize(stride);
  return turns;
}

void AddHistogram(const ConstImage& image, const BinRule& rule, ImageStats* stats) {
  const std::vector<uint32_t> counts = CountBytes(image);
  const size_t stride = BinStride(rule);
  stats->histogram.assign(counts.size() / kBytes * stride, 0);
  for (size_t byte = 0; byte < kBytes; ++byte) {
    const auto bin = static_cast<size_t>(BinOf(rule, static_cast<float>(byte)));
    for (size_t c = 0; c * kBytes < counts.size(); ++c)
      stats->histogram[c * stride + bin] += counts[c * kBytes + byte];
  }
}

}  // namespace

void TakeByteStatistics(const ConstImage& image, StatisticsAction* wanted, ImageStats* stats) {
  if (!wanted->channel_covariance && (wanted->channel_mean || wanted->moments)) {
    AddSums(image, wanted->moments, stats);
    wanted->channel_mean = wanted->moments = false;
  }
  if (wanted->min_max || wanted->channel_min_max) {
    AddRanges(image, stats);
    wanted->min_max = wanted->channel_min_max = false;
  }
  const int64_t pixels = image.shape.PixelCount();
  if (wanted->histogram && pixels >= kLeastPixels && pixels <= UINT32_MAX) {
    AddHistogram(image, *wanted->histogram, stats);
    wanted->histogram.reset();
  }
}

}  // namespace imagepipeline
