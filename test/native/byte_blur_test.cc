// Blurs of bytes in integers: their tables by hand, against an exact sum in doubles, and on every
// target.
#include "runtime/byte_blur.h"

#include <algorithm>
#include <cmath>

#include "kernels_support.h"
#include "plan_support.h"
#include "stages/gaussian_weights.h"

namespace imagepipeline::test {
namespace {

Convolution BlurOf(std::vector<double> columns, std::vector<double> rows) {
  Convolution blur;
  blur.columns = std::move(columns);
  blur.rows = std::move(rows);
  return blur;
}

TEST(BlurTablesByHand) {
  const auto tables = MakeByteTables(BlurOf({.25, .5, .25}, {1}), {2, 4, 3});
  CHECK(tables.has_value());
  CHECK_EQ(tables->first_column, 0);
  CHECK_EQ(tables->columns.taps, 4);
  CHECK(tables->columns.first == (std::vector<int32_t>{0, 0, 0, 0}));
  // Outside are zeros.
  CHECK(tables->columns.weights == (std::vector<int16_t>{8192, 4096, 0, 0,     //
                                                         4096, 8192, 4096, 0,  //
                                                         0, 4096, 8192, 4096,  //
                                                         0, 0, 4096, 8192}));
  CHECK_EQ(tables->rows.taps, 2);
  CHECK(tables->rows.weights == (std::vector<int16_t>{16384, 0, 0, 16384}));
}

TEST(BlurTablesMoveAlong) {
  const auto tables = MakeByteTables(BlurOf({1}, {.25, .5, .25}), {6, 2, 1});
  CHECK(tables.has_value());
  CHECK(tables->rows.first == (std::vector<int32_t>{0, 0, 1, 2, 2, 2}));
  CHECK(std::equal(tables->rows.weights.begin() + 8, tables->rows.weights.begin() + 16,
                   std::vector<int16_t>{4096, 8192, 4096, 0, 4096, 8192, 4096, 0}.begin()));
}

TEST(WeightsThatRoundToNothingAreNoTaps) {
  const std::vector<double> weights = GaussianWeights(23, .5);
  CHECK(weights.size() > 5);
  const auto tables = MakeByteTables(BlurOf(weights, weights), {9, 9, 1});
  CHECK(tables.has_value());
  CHECK_EQ(tables->rows.taps, 6);
}

TEST(BlursThatIntegersDoNotServe) {
  const std::vector<double> fine = {.25, .5, .25};
  CHECK(MakeByteTables(BlurOf(fine, fine), {4, 4, 1}).has_value());
  CHECK(!MakeByteTables(BlurOf(fine, fine), {4, 3, 1}).has_value());
  CHECK(!MakeByteTables(BlurOf(fine, fine), {3, 4, 1}).has_value());
  CHECK(!MakeByteTables(BlurOf({-.25, 1.5, -.25}, fine), {9, 9, 1}).has_value());
  CHECK(!MakeByteTables(BlurOf(fine, {.25, .25, .25}), {9, 9, 1}).has_value());
  CHECK(!MakeByteTables(BlurOf({NAN, .5, .25}, fine), {9, 9, 1}).has_value());
  // Each of 31 weights is half a unit off.
  CHECK(!MakeByteTables(BlurOf(std::vector<double>(31, 1.0 / 31), fine), {99, 99, 1}).has_value());
  CHECK(!MakeByteTables(BlurOf(std::vector<double>(33, 1.0 / 33), {1}), {99, 99, 1}).has_value());
  // Exact, and too many.
  std::vector<double> many(33, 496.0 / kByteAxisUnit);
  many[16] = 512.0 / kByteAxisUnit;
  CHECK(!MakeByteTables(BlurOf(many, {1}), {99, 99, 1}).has_value());
}

StageSpec Blur(double columns, double rows, double sigma, std::vector<double> value_range) {
  return Spec("gaussian_blur",
              {{"factor", Num({1, 1})},
               {"kernelSize", Num({columns, rows})},
               {"sigma", Num({sigma, sigma})},
               {"valueRange", Num(std::move(value_range))}},
              "input");
}

double Exact(const TestImage& in, const Convolution& blur, int64_t y, int64_t x, int64_t c) {
  const auto at = [&](int64_t row, int64_t column) {
    const bool inside = row >= 0 && row < in.shape.height && column >= 0 && column < in.shape.width;
    const int64_t value = (row * in.shape.width + column) * in.shape.channels + c;
    return inside ? in.bytes[static_cast<size_t>(value)] : 0;
  };
  const auto height = static_cast<int64_t>(blur.rows.size()),
             width = static_cast<int64_t>(blur.columns.size());
  double sum = 0;
  for (int64_t r = 0; r < height; ++r) {
    for (int64_t k = 0; k < width; ++k) {
      sum += blur.rows[static_cast<size_t>(r)] * blur.columns[static_cast<size_t>(k)] *
             at(y + r - height / 2, x + k - width / 2);
    }
  }
  return sum;
}

double LargestError(const TestImage& in, const Convolution& blur, const TestImage& out) {
  double worst = 0;
  size_t i = 0;
  for (int64_t y = 0; y < out.shape.height; ++y) {
    for (int64_t x = 0; x < out.shape.width; ++x) {
      for (int64_t c = 0; c < out.shape.channels; ++c, ++i)
        worst = std::max(worst, std::fabs(Exact(in, blur, y, x, c) - out.bytes[i]));
    }
  }
  return worst;
}

TEST(BlurredBytesAreWithinTheirBound) {
  Random random(9);
  for (const int64_t channels : {1, 2, 3, 4}) {
    TestImage noise({23, 41, channels}, DType::kUint8);
    for (uint8_t& byte : noise.bytes) byte = random.Below(2) == 0 ? 255 : random.Byte();
    for (const double size : {3.0, 5.0, 9.0, 23.0}) {
      for (const double sigma : {.4, 1.0, 1.7}) {
        const Convolution blur = BlurOf(GaussianWeights(static_cast<int64_t>(size), sigma),
                                        GaussianWeights(static_cast<int64_t>(size) - 2, sigma));
        const TestImage out = RunPlan(*MakePlan({Blur(size, size - 2, sigma, {0, 255})}), noise);
        CHECK(out.dtype == DType::kUint8);
        const double worst = LargestError(noise, blur, out);
        CHECK(worst <= 0.5 + 0.05 + 1.0 / 256);
        CHECK(worst > 0.4);
      }
    }
  }
}

TEST(BlurredBytesAreTheSameOnEveryTarget) {
  Random random(10);
  for (const Shape& shape : {Shape{4, 4, 1}, Shape{9, 70, 3}, Shape{66, 33, 4}, Shape{70, 6, 3},
                             Shape{3, 200, 3}, Shape{1, 1, 3}}) {
    TestImage image(shape, DType::kUint8);
    for (uint8_t& byte : image.bytes) byte = random.Byte();
    for (const std::vector<double>& size : {std::vector<double>{3, 3}, {5, 1}, {1, 7}, {9, 23}}) {
      for (const std::vector<double>& range : {std::vector<double>{0, 255}, {-9, 300}, {20, 90}}) {
        const auto plan = MakePlan({Blur(size[0], size[1], 1.1, range)});
        ForceTarget("SCALAR");
        const TestImage expected = RunPlan(*plan, image);
        ForEachTarget([&](const KernelTable& /*kernels*/) {
          CHECK(RunPlan(*plan, image).bytes == expected.bytes);
        });
      }
    }
  }
}

TEST(AWiderRangeOfValuesBlursTheSameBytes) {
  Random random(12);
  TestImage image({20, 30, 3}, DType::kUint8);
  for (uint8_t& byte : image.bytes) byte = random.Byte();
  const auto blurred = [&](std::vector<double> range) {
    return RunPlan(*MakePlan({Blur(5, 5, 1.5, std::move(range))}), image).bytes;
  };
  CHECK(blurred({0, 255}) == blurred({-10, 1000}));
  // A narrower one has an effect.
  const std::vector<uint8_t> narrow = blurred({100, 120});
  CHECK(std::all_of(narrow.begin(), narrow.end(), [](int v) { return v >= 100 && v <= 120; }));
}

}  // namespace
}  // namespace imagepipeline::test
