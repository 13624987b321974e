#include <limits>

#include "plan_support.h"
#include "runtime/statistics.h"

namespace imagepipeline::test {
namespace {

ImageStats StatsOf(const TestImage& image) {
  ImageStats stats;
  Scratch scratch;
  CHECK(ComputeStatistics(image.View(), {true, true, true}, &scratch, &stats).ok());
  return stats;
}

TEST(StatisticsOfASmallImage) {
  const ImageStats stats =
      StatsOf(Image({2, 2, 2}, std::vector<float>{1, 10, 2, 20, 3, 30, 6, 60}));
  CHECK_EQ(stats.channel_mean[0], 3);
  CHECK_EQ(stats.channel_mean[1], 30);
  CHECK_EQ(stats.mean, 16.5);
  // The mean of the squares, (1 + 100 + 4 + 400 + 9 + 900 + 36 + 3600) / 8, less 16.5^2.
  CHECK_NEAR(stats.variance, 631.25 - 272.25, 1e-12);
  CHECK_EQ(stats.min, 1.0f);
  CHECK_EQ(stats.max, 60.0f);
}

// Integer sums are exact, so every order of summation must give this.
template <typename T>
void CheckExact(int64_t channels, int limit) {
  const Shape shape = {37, 53, channels};
  std::vector<T> values;
  std::vector<int64_t> sums(static_cast<size_t>(channels));
  uint32_t state = 1;
  for (int64_t i = 0; i < shape.ValueCount(); ++i) {
    state = state * 1664525u + 1013904223u;
    values.push_back(static_cast<T>(static_cast<int>(state >> 8) % limit));
    sums[static_cast<size_t>(i % channels)] += static_cast<int64_t>(values.back());
  }
  const ImageStats stats = StatsOf(Image(shape, values));
  for (size_t c = 0; c < sums.size(); ++c) {
    CHECK_EQ(stats.channel_mean[c],
             static_cast<double>(sums[c]) / static_cast<double>(shape.PixelCount()));
  }
}

TEST(StatisticsOfIntegersAreExact) {
  for (const int64_t channels : {1, 2, 3, 4, 5, 7, 12, 24, 25, 30}) {
    CheckExact<uint8_t>(channels, 256);
    CheckExact<uint16_t>(channels, 65536);
    CheckExact<int32_t>(channels, 1 << 24);
  }
}

// Two neighbouring bytes, one of them seldom: p (1 - p) to the last few bits.
TEST(StatisticsVarianceOfBytesHasNoCancellation) {
  for (const size_t odd : {1, 2, 499, 500, 501, 998}) {
    std::vector<uint8_t> values(1000, 254);
    for (size_t i = 0; i < odd; ++i) values[i] = 255;
    const double share = static_cast<double>(odd) / 1000;
    const double variance = StatsOf(Image({10, 100, 1}, values)).variance;
    CHECK_NEAR(variance / (share * (1 - share)), 1, 1e-14);
  }
  CHECK_EQ(StatsOf(Image({10, 100, 1}, std::vector<uint8_t>(1000, 7))).variance, 0);
  CHECK_EQ(StatsOf(Image({1, 2, 1}, std::vector<uint8_t>{0, 255})).variance, 16256.25);
}

TEST(StatisticsVarianceHasNoCancellation) {
  // 1e6 +- 0.5: the one-pass formula loses everything here in float32.
  std::vector<float> values(1000);
  for (size_t i = 0; i < values.size(); ++i) values[i] = i % 2 == 0 ? 999999.5f : 1000000.5f;
  CHECK_NEAR(StatsOf(Image({10, 100, 1}, values)).variance, .25, 1e-12);
}

ImageStats CovarianceStats(const TestImage& image) {
  ImageStats stats;
  Scratch scratch;
  CHECK(ComputeStatistics(image.View(), {.channel_covariance = true}, &scratch, &stats).ok());
  return stats;
}

TEST(StatisticsCovarianceOfASmallImage) {
  // Means 4/3 and 11/3.
  const ImageStats stats =
      CovarianceStats(Image({3, 1, 2}, std::vector<uint8_t>{1, 2, 3, 5, 0, 4}));
  CHECK_NEAR(stats.channel_mean[0], 4.0 / 3, 1e-15);
  const double expected[] = {14.0 / 9, 7.0 / 9, 7.0 / 9, 14.0 / 9};
  if (!CHECK_EQ(stats.channel_covariance.size(), 4u)) return;
  for (size_t i = 0; i < 4; ++i) CHECK_NEAR(stats.channel_covariance[i], expected[i], 1e-15);
}

TEST(StatisticsCovarianceHasNoCancellation) {
  // Channel c is 1e6 + c times a wave of +-0.5.
  for (const int64_t channels : {1, 2, 3, 4, 7}) {
    std::vector<float> values;
    for (int i = 0; i < 20 * 50; ++i) {
      for (int64_t c = 0; c < channels; ++c)
        values.push_back(1e6f + static_cast<float>(c) * (i % 2 == 0 ? -.5f : .5f));
    }
    const ImageStats stats = CovarianceStats(Image({20, 50, channels}, values));
    const auto size = static_cast<size_t>(channels);
    for (size_t i = 0; i < size; ++i) {
      for (size_t j = 0; j < size; ++j) {
        CHECK_NEAR(stats.channel_covariance[i * size + j], static_cast<double>(i * j) / 4, 1e-12);
      }
    }
  }
}

TEST(StatisticsPerChannel) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const TestImage image = Image({3, 1, 2}, std::vector<float>{1, 7, -5, nan, 300, 2});
  ImageStats stats;
  Scratch scratch;
  const StatisticsAction wanted = {.channel_min_max = true, .histogram = BinRule{1, 0, 3}};
  CHECK(ComputeStatistics(image.View(), wanted, &scratch, &stats).ok());
  CHECK_EQ(stats.channel_min[0], -5.0f);
  CHECK_EQ(stats.channel_max[0], 300.0f);
  CHECK(std::isnan(stats.channel_min[1]));
  CHECK_EQ(stats.channel_max[1], 7.0f);
  // Bins from 0, 127.5 and 255 on, then NaN.
  CHECK((stats.histogram == std::vector<uint64_t>{2, 0, 1, 0, 2, 0, 0, 1}));
}

TEST(StatisticsMinMaxIgnoreNaN) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const ImageStats some = StatsOf(Image({1, 3, 1}, std::vector<float>{nan, -2, nan}));
  CHECK_EQ(some.min, -2.0f);
  CHECK_EQ(some.max, -2.0f);
  CHECK(std::isnan(some.mean));
  const ImageStats none = StatsOf(Image({1, 1, 1}, std::vector<float>{nan}));
  CHECK_EQ(none.min, 0.0f);
  CHECK_EQ(none.max, 0.0f);
}

}  // namespace
}  // namespace imagepipeline::test
