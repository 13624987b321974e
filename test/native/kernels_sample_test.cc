// Samples known from outside: the extension table of TensorFlow's ImageProjectiveTransformV3 and
// SciPy's grid modes for the line 10 20 30 40, and hand-worked pixels. Run on every target.
#include "kernels_support.h"

namespace imagepipeline::test {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Samples of a float image at given coordinates.
std::vector<float> SampleAt(const KernelTable& kernels, const std::vector<float>& pixels,
                            Shape shape, const std::vector<std::pair<double, double>>& points,
                            Interpolation interpolation, FillMode fill_mode, float fill) {
  const ConstImage image = {reinterpret_cast<const uint8_t*>(pixels.data()), DType::kFloat32, shape,
                            shape.width * shape.channels * 4};
  CoordBlock coords;
  for (size_t j = 0; j < points.size(); ++j) {
    Matrix3 map;
    map.m[2] = points[j].first;
    map.m[5] = points[j].second;
    CoordBlock one;
    AffineCoords(StartBlock(map, 0, 0), 1, &one);
    coords.x[j] = one.x[0];
    coords.y[j] = one.y[0];
    coords.fx[j] = one.fx[0];
    coords.fy[j] = one.fy[0];
  }
  std::vector<float> out(points.size() * static_cast<size_t>(shape.channels));
  kernels.sample(image, coords, static_cast<int>(points.size()), interpolation, fill_mode, fill,
                 out.data());
  return out;
}

const std::vector<double> kPositions = {-5, -4.5, -4, -3, -2, -1, -0.5, 3.2, 3.5, 4, 4.5, 5, 6, 7};

void CheckLine(FillMode fill_mode, const std::vector<double>& expected) {
  const std::vector<float> line = {10, 20, 30, 40};
  ForEachTarget([&](const KernelTable& kernels) {
    for (bool vertical : {false, true}) {
      std::vector<std::pair<double, double>> points;
      for (double t : kPositions) points.emplace_back(vertical ? 0 : t, vertical ? t : 0);
      const Shape shape = vertical ? Shape{4, 1, 1} : Shape{1, 4, 1};
      const std::vector<float> actual =
          SampleAt(kernels, line, shape, points, Interpolation::kBilinear, fill_mode, -1);
      for (size_t i = 0; i < expected.size(); ++i) CHECK_NEAR(actual[i], expected[i], 1e-5);
    }
  });
}

TEST(BilinearConstantBlendsWithFill) {
  CheckLine(FillMode::kConstant, {-1, -1, -1, -1, -1, -1, 4.5, 31.8, 19.5, -1, -1, -1, -1, -1});
}

TEST(BilinearNearestRepeatsEdge) {
  CheckLine(FillMode::kNearest, {10, 10, 10, 10, 10, 10, 10, 40, 40, 40, 40, 40, 40, 40});
}

TEST(BilinearReflectRepeatsEdgeOnce) {
  CheckLine(FillMode::kReflect, {40, 40, 40, 30, 20, 10, 10, 40, 40, 40, 35, 30, 20, 10});
}

TEST(BilinearWrapIsPeriodic) {
  CheckLine(FillMode::kWrap, {40, 25, 10, 20, 30, 40, 25, 34, 25, 10, 15, 20, 30, 40});
}

TEST(BilinearByHand) {
  // Rows 0 10 / 100 200 in two channels, the second negated: at (0.25, 0.5) top 2.5, bottom 125,
  // middle 63.75.
  const std::vector<float> pixels = {0, 0, 10, -10, 100, -100, 200, -200};
  ForEachTarget([&](const KernelTable& kernels) {
    const auto out = SampleAt(kernels, pixels, {2, 2, 2}, {{0.25, 0.5}}, Interpolation::kBilinear,
                              FillMode::kConstant, 0);
    CHECK_EQ(out[0], 63.75f);
    CHECK_EQ(out[1], -63.75f);
  });
}

TEST(ZeroWeightTapsAreNotUsed) {
  // 3x3, poisoned to the right of and below the sampled pixel.
  const std::vector<float> pixels = {1, kNaN, 3, kInfinity, kNaN, kNaN, 7, 8, 9};
  ForEachTarget([&](const KernelTable& kernels) {
    const auto at = [&](double x, double y) {
      return SampleAt(kernels, pixels, {3, 3, 1}, {{x, y}}, Interpolation::kBilinear,
                      FillMode::kNearest, 0)[0];
    };
    CHECK_EQ(at(0, 0), 1.0f);
    CHECK_EQ(at(2, 0), 3.0f);
    CHECK_EQ(at(0.5, 2), 7.5f);
    CHECK(std::isnan(at(0.5, 0)));
    CHECK_EQ(at(0, 0.5), kInfinity);
  });
}

TEST(NearestRoundsHalfAwayFromZero) {
  const std::vector<float> line = {10, 20, 30, 40};
  ForEachTarget([&](const KernelTable& kernels) {
    const auto at = [&](FillMode fill_mode, double x) {
      const Shape shape = {1, 4, 1};
      return SampleAt(kernels, line, shape, {{x, 0}}, Interpolation::kNearest, fill_mode, -1)[0];
    };
    CHECK_EQ(at(FillMode::kConstant, 0.5), 20.0f);
    CHECK_EQ(at(FillMode::kConstant, 1.5), 30.0f);
    CHECK_EQ(at(FillMode::kConstant, 1.49), 20.0f);
    CHECK_EQ(at(FillMode::kConstant, -0.25), 10.0f);
    CHECK_EQ(at(FillMode::kConstant, -0.5), -1.0f);
    CHECK_EQ(at(FillMode::kConstant, 3.49), 40.0f);
    CHECK_EQ(at(FillMode::kConstant, 3.5), -1.0f);
    CHECK_EQ(at(FillMode::kNearest, 3.5), 40.0f);
    CHECK_EQ(at(FillMode::kReflect, 4.5), 40.0f);  // folds to 2.5
    CHECK_EQ(at(FillMode::kReflect, 4.9), 30.0f);
    CHECK_EQ(at(FillMode::kReflect, -1.4), 10.0f);
    CHECK_EQ(at(FillMode::kWrap, 3.5), 10.0f);
    CHECK_EQ(at(FillMode::kWrap, -1.0), 40.0f);
  });
}

TEST(OutsideCoordinateReadsFillInEveryMode) {
  const std::vector<float> pixels = {1, 2, 3};
  const ConstImage image = {
      reinterpret_cast<const uint8_t*>(pixels.data()), DType::kFloat32, {1, 1, 3}, 12};
  CoordBlock coords;
  coords.x[0] = coords.y[0] = kOutside;
  coords.fx[0] = coords.fy[0] = 0;
  ForEachTarget([&](const KernelTable& kernels) {
    for (FillMode fill_mode : kFillModes) {
      for (Interpolation interpolation : {Interpolation::kNearest, Interpolation::kBilinear}) {
        std::vector<float> out(3);
        kernels.sample(image, coords, 1, interpolation, fill_mode, 42, out.data());
        CHECK(out == std::vector<float>(3, 42.0f));
      }
    }
  });
}

// A ramp v = 3x + 40y + channel is reproduced exactly by bilinear interpolation at multiples of
// 1/8.
template <typename T>
void CheckRamp(DType dtype) {
  const Shape shape = {4, 20, 3};
  std::vector<T> pixels;
  for (int64_t i = 0; i < shape.ValueCount(); ++i) {
    const int64_t pixel = i / 3;
    pixels.push_back(static_cast<T>(3 * (pixel % 20) + 40 * (pixel / 20) + i % 3));
  }
  const ConstImage image = {reinterpret_cast<const uint8_t*>(pixels.data()), dtype, shape,
                            static_cast<int64_t>(shape.width * 3 * sizeof(T))};
  Matrix3 map;
  map.m[0] = 0.875;
  map.m[2] = 0.625;
  map.m[5] = 1.75;
  CoordBlock coords;
  AffineCoords(StartBlock(map, 0, 0), 20, &coords);
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> out(60);
    kernels.sample(image, coords, 20, Interpolation::kBilinear, FillMode::kConstant, 0, out.data());
    for (int j = 0; j < 20; ++j) {
      for (int c = 0; c < 3; ++c) {
        const float expected = static_cast<float>(3 * (0.875 * j + 0.625) + 40 * 1.75 + c);
        CHECK_EQ(out[static_cast<size_t>(j * 3 + c)], expected);
      }
    }
  });
}

TEST(BilinearRampInEveryDtype) {
  CheckRamp<uint8_t>(DType::kUint8);
  CheckRamp<uint16_t>(DType::kUint16);
  CheckRamp<int32_t>(DType::kInt32);
  CheckRamp<float>(DType::kFloat32);
}

}  // namespace
}  // namespace imagepipeline::test
