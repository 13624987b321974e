#include "cuda/statistics_batch.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/kernel_table.h"
#include "kernels/statistics_sums.h"
#include "runtime/statistics.h"

namespace imagepipeline::cuda {

namespace {

// The results of one image: sums, squares, lows, highs, NaNs and a gap, one per lane, then the
// products of channels and the histogram.
constexpr uint64_t kLaneBytes = 2 * sizeof(double) + 4 * sizeof(float);

uint64_t LanesOf(const Pass& pass) { return static_cast<uint64_t>(StatLanes(pass.in.channels)); }

uint64_t ProductsOffset(const Pass& pass) { return LanesOf(pass) * kLaneBytes; }

uint64_t HistogramOffset(const Pass& pass) {
  const auto channels = static_cast<uint64_t>(pass.in.channels);
  const uint64_t products =
      pass.statistics.channel_covariance ? channels * channels * ProductLanes(pass.in.channels) : 0;
  return ProductsOffset(pass) + products * sizeof(double);
}

uint64_t HistogramValues(const Pass& pass) {
  if (!pass.statistics.histogram) return 0;
  return static_cast<uint64_t>(pass.in.channels) * BinStride(*pass.statistics.histogram);
}

uint64_t ResultBytes(const Pass& pass) {
  const uint64_t bytes = HistogramOffset(pass) + HistogramValues(pass) * sizeof(uint32_t);
  return (bytes + 15) / 16 * 16;
}

void ReadVariance(const double* sums, const double* squares, const Pass& pass, ImageStats* stats) {
  if (pass.in_dtype != DType::kUint8) return SetVariance(squares, pass.in, stats);
  const int lanes = StatLanes(pass.in.channels);
  const double sum = TotalSum(sums, lanes, pass.in.channels);
  const double square = TotalSum(squares, lanes, pass.in.channels);
  SetByteVariance(static_cast<uint64_t>(sum), static_cast<uint64_t>(square), pass.in, stats);
}

// Lanes c, c + channels, ... hold channel c. The min of a channel with a NaN is NaN; a zero is
// never -0.
void ReadChannelRanges(const float* lows, const Pass& pass, ImageStats* stats) {
  const auto channels = static_cast<size_t>(pass.in.channels), lanes = LanesOf(pass);
  const float *highs = lows + lanes, *nans = highs + lanes;
  stats->channel_min.assign(channels, INFINITY);
  stats->channel_max.assign(channels, -INFINITY);
  for (size_t lane = 0; lane < lanes; ++lane) {
    float& low = stats->channel_min[lane % channels];
    float& high = stats->channel_max[lane % channels];
    if (!std::isnan(low)) low = nans[lane] != 0 ? NAN : std::min(low, lows[lane]) + 0.0f;
    high = std::max(high, highs[lane]) + 0.0f;
  }
}

// Puts the images into launches that are equal but for their images, and queues those by `run`.
template <typename Launch, typename Image, typename Run>
void QueueLaunches(const std::vector<std::pair<Launch, Image>>& asked, Arena* arena,
                   PendingLaunches* pending, const Run& run) {
  std::vector<std::pair<Launch, std::vector<Image>>> launches;
  for (const auto& [launch, image] : asked) {
    auto same = std::find_if(launches.begin(), launches.end(),
                             [&, &wanted = launch](const auto& l) { return l.first == wanted; });
    if (same == launches.end()) same = launches.insert(same, {launch, {}});
    same->second.push_back(image);
  }
  for (auto& [launch, images] : launches) {
    launch.count = static_cast<int64_t>(images.size());
    const uint64_t offset = arena->Put(images);
    pending->emplace_back([run, queued = launch, offset](const uint8_t* base) mutable {
      queued.images = reinterpret_cast<const Image*>(base + offset);
      return run(queued);
    });
  }
}

}  // namespace

void StatisticsBatch::Add(const Pass& pass, const uint8_t* in, ImageStats* stats) {
  images_.push_back({&pass, in, stats, bytes_});
  bytes_ += ResultBytes(pass);
}

void StatisticsBatch::Queue(uint8_t* results, DeviceCalls* calls, void* stream, Arena* arena,
                            PendingLaunches* pending) const {
  QueueLanes(results, calls, stream, arena, pending);
  QueueHistograms(results, calls, stream, arena, pending);
}

void StatisticsBatch::QueueLanes(uint8_t* results, DeviceCalls* calls, void* stream, Arena* arena,
                                 PendingLaunches* pending) const {
  std::vector<std::pair<StatisticsLaunch, DeviceStatistics>> asked;
  for (const Image& image : images_) {
    const Pass& pass = *image.pass;
    const uint64_t lanes = LanesOf(pass);
    auto* sums = reinterpret_cast<double*>(results + image.offset);
    auto* lows = reinterpret_cast<float*>(sums + 2 * lanes);
    auto* products = reinterpret_cast<double*>(results + image.offset + ProductsOffset(pass));
    asked.push_back(
        {{nullptr, 0, pass.in, pass.in_dtype, pass.statistics.moments,
          pass.statistics.channel_covariance},
         {image.in, sums, sums + lanes, lows, lows + lanes, lows + 2 * lanes, products}});
  }
  QueueLaunches(asked, arena, pending, [calls, stream](const StatisticsLaunch& launch) {
    return calls->RunStatistics(stream, launch);
  });
}

void StatisticsBatch::QueueHistograms(uint8_t* results, DeviceCalls* calls, void* stream,
                                      Arena* arena, PendingLaunches* pending) const {
  std::vector<std::pair<HistogramLaunch, DeviceHistogram>> asked;
  for (const Image& image : images_) {
    const Pass& pass = *image.pass;
    if (!pass.statistics.histogram) continue;
    uint8_t* counts = results + image.offset + HistogramOffset(pass);
    asked.push_back({{nullptr, 0, pass.in, pass.in_dtype, *pass.statistics.histogram},
                     {image.in, reinterpret_cast<uint32_t*>(counts)}});
  }
  QueueLaunches(asked, arena, pending, [calls, stream](const HistogramLaunch& launch) {
    return calls->RunHistogram(stream, launch);
  });
}

void StatisticsBatch::Read(const uint8_t* results) const {
  for (const Image& image : images_) {
    const Pass& pass = *image.pass;
    const uint64_t lanes = LanesOf(pass);
    const uint8_t* own = results + image.offset;
    const auto* sums = reinterpret_cast<const double*>(own);
    const double* squares = sums + lanes;
    const auto* lows = reinterpret_cast<const float*>(squares + lanes);
    const float* highs = lows + lanes;
    *image.stats = ImageStats();
    SetMeans(sums, pass.in, image.stats);
    if (pass.statistics.moments) ReadVariance(sums, squares, pass, image.stats);
    // A zero is never -0, as in min_max().
    SetRange(*std::min_element(lows, lows + lanes) + 0.0f,
             *std::max_element(highs, highs + lanes) + 0.0f, image.stats);
    if (pass.statistics.channel_min_max) ReadChannelRanges(lows, pass, image.stats);
    if (pass.statistics.channel_covariance) {
      const auto* products = reinterpret_cast<const double*>(own + ProductsOffset(pass));
      SetCovariance(products, pass.in, image.stats);
    }
    const auto* counts = reinterpret_cast<const uint32_t*>(own + HistogramOffset(pass));
    image.stats->histogram.assign(counts, counts + HistogramValues(pass));
  }
}

}  // namespace imagepipeline::cuda
