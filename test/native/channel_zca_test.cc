// Whitening of channels: numbers worked by hand, and what whitening means.
#include <algorithm>
#include <limits>

#include "plan_support.h"

namespace imagepipeline::test {
namespace {

StageSpec ZcaSpec(double epsilon, double probability = 1, std::string dtype = "float32") {
  return Spec("channel_zca", {{"epsilon", Num({epsilon})}, {"probability", Num({probability})}},
              std::move(dtype));
}

constexpr ExecutorKind kExecutors[] = {ExecutorKind::kFused, ExecutorKind::kReference};

TEST(ChannelZcaByHand) {
  // Means 4/3, 11/3; covariance 14/9, 7/9, 7/9, 14/9 with eigenvalues 7/3 along (1, 1) and 7/9
  // along (1, -1); the pixels are -1, 3/2, -1/2 of the one and 2/3, 1/6, -5/6 of the other from the
  // mean.
  const double a = 1 / std::sqrt(7.0 / 3), b = 1 / std::sqrt(7.0 / 9);
  const std::vector<double> expected = {-a + b * 2 / 3,  -a - b * 2 / 3,     a * 1.5 + b / 6,
                                        a * 1.5 - b / 6, -a / 2 - b * 5 / 6, -a / 2 + b * 5 / 6};
  CheckStages({ZcaSpec(0)}, Image({1, 3, 2}, std::vector<float>{1, 2, 3, 5, 0, 4}), expected, 1e-7);
  CheckStages({ZcaSpec(1e-12)}, Image({3, 1, 2}, std::vector<uint16_t>{1, 2, 3, 5, 0, 4}), expected,
              1e-7);
}

TEST(ChannelZcaOfOneChannel) {
  // Mean 3, variance 3.5.
  const double deviation = std::sqrt(3.5 + .5);
  CheckStages({ZcaSpec(.5)}, Image({2, 2, 1}, std::vector<uint8_t>{1, 2, 3, 6}),
              {-2 / deviation, -1 / deviation, 0, 3 / deviation}, 1e-6);
}

TEST(ChannelZcaOfNothingToWhitenIsZero) {
  for (const int64_t channels : {1, 2, 3, 4, 6, 256}) {
    const auto c = static_cast<size_t>(channels);
    std::vector<float> pixel;
    for (size_t k = 0; k < c; ++k) pixel.push_back(.1f + 1e6f * static_cast<float>(k));
    CheckStages({ZcaSpec(1e-6)}, Image({1, 1, channels}, pixel), std::vector<double>(c, 0), 0);
    std::vector<float> flat;
    for (int i = 0; i < 35; ++i) flat.insert(flat.end(), pixel.begin(), pixel.end());
    CheckStages({ZcaSpec(1e-6)}, Image({5, 7, channels}, flat), std::vector<double>(35 * c, 0), 0);
  }
}

// Pixels of channels that depend on each other, about `offset`.
TestImage Correlated(const Shape& shape, float offset) {
  std::vector<float> values;
  uint32_t state = 1;
  const auto wave = [&] {
    state = state * 1664525u + 1013904223u;
    return static_cast<float>(state >> 16) / 65536.0f;
  };
  for (int64_t pixel = 0; pixel < shape.PixelCount(); ++pixel) {
    float sum = 0;
    for (int64_t c = 0; c < shape.channels; ++c) {
      sum += 40 * wave();
      values.push_back(offset + sum);
    }
  }
  return Image(shape, values);
}

TEST(ChannelZcaOutputIsWhite) {
  for (const int64_t channels : {1, 2, 3, 4, 5, 6, 17}) {
    for (const float offset : {0.0f, 1e6f}) {
      const TestImage image = Correlated({23, 31, channels}, offset);
      for (const ExecutorKind executor : kExecutors) {
        const std::vector<double> out =
            RunPlan(*MakePlan({ZcaSpec(1e-9)}), image, executor).Values();
        const auto c = static_cast<size_t>(channels);
        const double pixels = 23 * 31;
        for (size_t i = 0; i < c; ++i) {
          double mean = 0;
          for (size_t p = i; p < out.size(); p += c) mean += out[p] / pixels;
          CHECK_NEAR(mean, 0, 1e-6);
          for (size_t j = 0; j < c; ++j) {
            double product = 0;
            for (size_t p = 0; p < out.size(); p += c) product += out[p + i] * out[p + j] / pixels;
            CHECK_NEAR(product, i == j ? 1 : 0, 2e-6);
          }
        }
      }
    }
  }
}

TEST(ChannelZcaOfGrayRgbStaysGray) {
  // Rank 1: each channel gets 1/3 of (x - mean) * sqrt(3) / sqrt(variance of the gray line),
  // whatever 1000-fold gains the two empty directions have. Values about 100, deviation of one
  // channel d: the line's variance is 3 d^2, so the output is (x - mean) / (sqrt(3) d).
  std::vector<uint8_t> values;
  double sum = 0, squares = 0;
  for (int i = 0; i < 15 * 20; ++i) {
    const auto gray = static_cast<uint8_t>(i * 97 % 251);
    for (int c = 0; c < 3; ++c) values.push_back(gray);
    sum += gray;
    squares += gray * gray;
  }
  const double mean = sum / 300, deviation = std::sqrt(squares / 300 - mean * mean);
  std::vector<double> expected;
  for (const uint8_t value : values)
    expected.push_back((value - mean) / (std::sqrt(3) * deviation));
  for (const double epsilon : {0.0, 1e-300, 1e-12, 1e-6})
    CheckStages({ZcaSpec(epsilon)}, Image({15, 20, 3}, values), expected, 1e-6);
}

TEST(ChannelZcaOfChannelsOfVeryDifferentScale) {
  // Deviations 1e9 and 1 in four pixels, uncorrelated: both become +-1.
  const TestImage image =
      Image({2, 2, 2}, std::vector<float>{1e9f, 5, 1e9f, 7, -1e9f, 5, -1e9f, 7});
  for (const double epsilon : {0.0, 1e-9})
    CheckStages({ZcaSpec(epsilon)}, image, {1, -1, 1, 1, -1, -1, -1, 1}, 1e-7);
  // Correlated: 3 of the same wave and 8 of another.
  const TestImage tilted =
      Image({2, 2, 2}, std::vector<float>{1e9f, 19, 1e9f, 3, -1e9f, 13, -1e9f, -3});
  const std::unique_ptr<Plan> plan = MakePlan({ZcaSpec(0)});
  for (const ExecutorKind executor : kExecutors) {
    const std::vector<double> out = RunPlan(*plan, tilted, executor).Values();
    double first = 0, second = 0, mixed = 0;
    for (size_t p = 0; p < 8; p += 2) {
      first += out[p] * out[p] / 4;
      second += out[p + 1] * out[p + 1] / 4;
      mixed += out[p] * out[p + 1] / 4;
    }
    CHECK_NEAR(first, 1, 1e-6);
    CHECK_NEAR(second, 1, 1e-6);
    CHECK_NEAR(mixed, 0, 1e-6);
  }
}

TEST(ChannelZcaOfAConstantChannelLeavesItZero) {
  std::vector<float> with, without;
  const TestImage plain = Correlated({9, 8, 2}, 3);
  const std::vector<float> pixels = plain.As<float>();
  for (size_t i = 0; i < pixels.size(); i += 2)
    with.insert(with.end(), {pixels[i], .7f, pixels[i + 1]});
  for (const ExecutorKind executor : kExecutors) {
    const auto plan = MakePlan({ZcaSpec(1e-6)});
    const std::vector<double> two = RunPlan(*plan, plain, executor).Values();
    const std::vector<double> three = RunPlan(*plan, Image({9, 8, 3}, with), executor).Values();
    for (size_t p = 0; p < 72; ++p) {
      CHECK_NEAR(three[3 * p], two[2 * p], 1e-6);
      CHECK_NEAR(three[3 * p + 1], 0, 1e-9);
      CHECK_NEAR(three[3 * p + 2], two[2 * p + 1], 1e-6);
    }
  }
}

TEST(ChannelZcaOfNaNIsNaNThroughout) {
  for (const int64_t channels : {1, 2, 3, 4, 6}) {
    for (const float bad :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      const TestImage clean = Correlated({4, 5, channels}, 0);
      std::vector<float> values = clean.As<float>();
      values[7] = bad;
      for (const ExecutorKind executor : kExecutors) {
        const TestImage out =
            RunPlan(*MakePlan({ZcaSpec(1e-6)}), Image({4, 5, channels}, values), executor);
        for (const double value : out.Values()) CHECK(std::isnan(value));
      }
    }
  }
}

TEST(ChannelZcaOfTheLargestFloats) {
  const float most = std::numeric_limits<float>::max();
  CheckStages({ZcaSpec(1e-6)}, Image({1, 2, 1}, std::vector<float>{-most, most}), {-1, 1}, 1e-6);
  CheckStages({ZcaSpec(1e-6)}, Image({1, 2, 2}, std::vector<float>{-most, 1, most, 1}),
              {-1, 0, 1, 0}, 1e-6);
}

TEST(ChannelZcaCoin) {
  const auto share = [](double probability) {
    const std::unique_ptr<Plan> plan = MakePlan({ZcaSpec(1e-6, probability)});
    double ones = 0;
    for (uint64_t index = 0; index < 1000; ++index) {
      CallKey call;
      call.key = {.seed = 3, .index = index};
      const std::vector<double> numbers = DrawNumbers(*plan, {2, 2, 3}, call);
      CHECK_EQ(numbers.size(), 1u);
      CHECK(numbers[0] == 0 || numbers[0] == 1);
      ones += numbers[0];
    }
    return ones / 1000;
  };
  CHECK_EQ(share(0), 0);
  CHECK_EQ(share(1), 1);
  // Five standard deviations.
  CHECK_NEAR(share(.5), .5, .08);
  CHECK_NEAR(share(.1), .1, .05);
}

TEST(ChannelZcaNotAppliedOnlyConverts) {
  const TestImage image = Image({1, 2, 2}, std::vector<uint8_t>{1, 200, 30, 4});
  CheckStages({ZcaSpec(1e-6, 0)}, image, {1, 200, 30, 4}, 0);
  CHECK_EQ(RunPlan(*MakePlan({ZcaSpec(1e-6, 0)}), image).dtype, DType::kFloat32);
  CHECK_EQ(RunPlan(*MakePlan({ZcaSpec(1e-6, 0, "input")}), image).dtype, DType::kUint8);
}

TEST(ChannelZcaIntegersAreRoundedAndSaturated) {
  // One channel, mean 100, deviation 100: -1 and 1, of which uint8 keeps the 1.
  const TestImage image = Image({1, 2, 1}, std::vector<uint8_t>{0, 200});
  CheckStages({ZcaSpec(1e-6, 1, "input")}, image, {0, 1}, 0);
}

TEST(ChannelZcaChecksItsParameters) {
  Status status;
  const auto create = [&](double epsilon, double probability) {
    Program program;
    program.stages = {ZcaSpec(epsilon, probability)};
    return Plan::Create(program, &status);
  };
  CHECK(create(-1, 1) == nullptr);
  CHECK_EQ(status.code(), std::string("E_SPEC"));
  CHECK(create(1, 1.5) == nullptr);
  CHECK(create(1, -.5) == nullptr);
  const std::unique_ptr<Plan> plan = create(1, 1);
  if (!CHECK(plan != nullptr)) return;
  Shape shape;
  DType dtype;
  const double numbers[] = {1};
  CHECK(plan->Output({1, 1, 256}, DType::kUint8, numbers, &shape, &dtype).ok());
  const Status wide = plan->Output({1, 1, 257}, DType::kUint8, numbers, &shape, &dtype);
  CHECK_EQ(wide.code(), std::string("E_CHANNELS"));
  CHECK_EQ(wide.message(),
           std::string("channel_zca: the image has 257 channels, at most 256 can be "
                       "whitened"));
}

TEST(ChannelZcaSharesAPass) {
  const std::unique_ptr<Plan> plan =
      MakePlan({FlipSpec(true, false), ZcaSpec(1e-6), RescaleSpec(2, 1), RescaleSpec(3, 1)});
  const Shape shape = {8, 9, 3};
  CHECK_EQ(DescribePasses(*plan, shape, DType::kUint8, DrawNumbers(*plan, shape).data()),
           std::string("flip 1 stage -> 8x9; store uint8\ncopy 3 stages -> 8x9; channel_zca from "
                       "statistics; channel affine; store float32"));
}

}  // namespace
}  // namespace imagepipeline::test
