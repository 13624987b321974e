// Bilinear samples of float32 hold the one NaN that results have, whatever NaN they are made of.
#include <bit>
#include <cmath>
#include <vector>

#include "kernels/convert.h"
#include "kernels_support.h"

namespace imagepipeline::test {
namespace {

constexpr uint32_t kOtherNan = 0xFFC12345;

// Every second column is another NaN.
std::vector<float> StripesOfNan(const Shape& shape) {
  std::vector<float> values(static_cast<size_t>(shape.ValueCount()));
  for (size_t i = 0; i < values.size(); ++i) {
    const bool is_nan = static_cast<int64_t>(i) / shape.channels % 2 == 1;
    values[i] = is_nan ? std::bit_cast<float>(kOtherNan) : static_cast<float>(i);
  }
  return values;
}

void CheckOneNan(const std::vector<float>& samples) {
  size_t nans = 0;
  for (const float value : samples) {
    if (!std::isnan(value)) continue;
    ++nans;
    CHECK_EQ(std::bit_cast<uint32_t>(value), kStoredNanBits);
  }
  CHECK(nans > samples.size() / 4);
}

void CheckTarget(const KernelTable& kernels, const ConstImage& image, const BlockStart& start,
                 FillMode fill_mode) {
  constexpr int kCount = kCoordBlock;
  std::vector<float> samples(static_cast<size_t>(kCount * image.shape.channels));
  kernels.sample_affine(image, {&start, 1, kCount, 0}, Interpolation::kBilinear, fill_mode, 1,
                        samples.data());
  CheckOneNan(samples);
  CoordBlock coords;
  AffineCoords(start, kCount, &coords);
  kernels.sample(image, coords, kCount, Interpolation::kBilinear, fill_mode, 1, samples.data());
  CheckOneNan(samples);
}

TEST(BilinearSamplesHoldOneNaN) {
  for (const int64_t channels : {1, 2, 3, 4, 5}) {
    const Shape shape = {6, 50, channels};
    const std::vector<float> values = StripesOfNan(shape);
    const ConstImage image = {reinterpret_cast<const uint8_t*>(values.data()), DType::kFloat32,
                              shape, shape.width * channels * 4};
    for (const double first : {-3.5, 0.25}) {
      for (const double step : {0.72, 1.0, 1.2}) {
        const Matrix3 map = {{step, 0, first, 0.05, 1, 0.5, 0, 0, 1}};
        for (const FillMode fill_mode : kFillModes) {
          CheckTarget(Scalar(), image, StartBlock(map, 0, 0), fill_mode);
          ForEachTarget([&](const KernelTable& kernels) {
            CheckTarget(kernels, image, StartBlock(map, 0, 0), fill_mode);
          });
        }
      }
    }
  }
}

// Nearest samples carry int32 values too, as they are.
TEST(NearestSamplesKeepTheirBits) {
  const std::vector<float> values(12, std::bit_cast<float>(kOtherNan));
  const ConstImage image = {
      reinterpret_cast<const uint8_t*>(values.data()), DType::kFloat32, {1, 4, 3}, 48};
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> samples(12);
    const BlockStart start = StartBlock(Matrix3(), 0, 0);
    kernels.sample_affine(image, {&start, 1, 4, 0}, Interpolation::kNearest, FillMode::kNearest, 0,
                          samples.data());
    for (const float value : samples) CHECK_EQ(std::bit_cast<uint32_t>(value), kOtherNan);
  });
}

}  // namespace
}  // namespace imagepipeline::test
