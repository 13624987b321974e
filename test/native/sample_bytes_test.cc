// Bilinear samples of bytes: against hand-worked values, an exact mix in doubles, and the scalar
// table on every target.
#include <algorithm>

#include "kernels/byte_mix.h"
#include "kernels_support.h"
#include "plan_support.h"

namespace imagepipeline::test {
namespace {

TEST(ByteWeightsByHand) {
  const ByteWeights half = MakeByteWeights(0.5f, 0.5f);
  CHECK_EQ(half.a, 16384);
  CHECK_EQ(half.b, 16384);
  CHECK_EQ(half.c, 16384);
  CHECK_EQ(half.d, 16384);
  const ByteWeights quarter = MakeByteWeights(0.25f, 0);
  CHECK_EQ(quarter.a, 49152);
  CHECK_EQ(quarter.b, 16384);
  CHECK_EQ(quarter.c, 0);
  CHECK_EQ(quarter.d, 0);
  // A weight of all of it is cut to 16 bits.
  CHECK_EQ(MakeByteWeights(0, 0).a, 65535);
  CHECK_EQ(MakeByteWeights(0, 65535.0f / 65536).c, 65535);
  CHECK_EQ(MakeByteWeights(0, 65535.0f / 65536).a, 1);
}

TEST(MixBytesByHand) {
  CHECK_EQ(MixBytes(MakeByteWeights(0.5f, 0), 10, 13, 0, 0), 12);          // 11.5, to the even one
  CHECK_EQ(MixBytes(MakeByteWeights(0.5f, 0), 10, 11, 0, 0), 10);          // 10.5
  CHECK_EQ(MixBytes(MakeByteWeights(0.25f, 0.5f), 0, 100, 200, 40), 92);   // 25 and 160: 92.5
  CHECK_EQ(MixBytes(MakeByteWeights(0.75f, 0.25f), 0, 100, 200, 40), 76);  // 75 and 80: 76.25
}

// What lies where all the weight is comes back, whatever the other taps hold.
TEST(MixBytesKeepsSingleTaps) {
  for (int v = 0; v < 256; ++v) {
    CHECK_EQ(MixBytes(MakeByteWeights(0, 0), v, 255 - v, 0, 255), v);
    const float most = 65535.0f / 65536;
    CHECK_EQ(MixBytes(MakeByteWeights(most, most), 255, 0, 255 - v, v), v);
    CHECK_EQ(MixBytes(MakeByteWeights(19661.0f / 65536, 45875.0f / 65536), v, v, v, v), v);
  }
}

TEST(MixBytesIsWithinItsBound) {
  Random random(3);
  double worst = 0;
  for (int trial = 0; trial < 200000; ++trial) {
    const float fx = random.Between(0, 1), fy = random.Between(0, 1);
    int taps[3][3];
    // Black and white are the worst there is.
    for (auto& row : taps)
      for (int& tap : row) tap = trial % 2 == 0 ? random.Byte() : 255 * random.Below(2);
    const double x = static_cast<double>(fx), y = static_cast<double>(fy);
    const double exact = (taps[0][0] * (1 - x) + taps[0][1] * x) * (1 - y) +
                         (taps[1][0] * (1 - x) + taps[1][1] * x) * y;
    const Coord at = ByteCoord({0, 0, fx, fy});
    const int* upper = taps[at.y] + at.x;
    const int* lower = taps[at.y + 1] + at.x;
    const int mixed =
        MixBytes(MakeByteWeights(at.fx, at.fy), upper[0], upper[1], lower[0], lower[1]);
    worst = std::max(worst, std::fabs(mixed - exact));
  }
  CHECK(worst <= 0.51);
  CHECK(worst > 0.45);
}

struct ByteCase {
  TestImage image;
  CoordBlock coords;
  int count;
};

// Coordinates near the image, along a line or anywhere, some of them far away or nowhere.
ByteCase MakeCase(Random* random, int64_t channels) {
  ByteCase made;
  made.image = TestImage({1 + random->Below(20), 1 + random->Below(40), channels}, DType::kUint8);
  for (uint8_t& byte : made.image.bytes) byte = random->Byte();
  made.count = 1 + random->Below(kCoordBlock);
  const bool line = random->Below(3) != 0;
  for (int j = 0; j < made.count; ++j) {
    const auto width = static_cast<int>(made.image.shape.width);
    const auto height = static_cast<int>(made.image.shape.height);
    made.coords.x[j] = line ? j - 5 : random->Below(3 * width) - width;
    made.coords.y[j] = line ? j / 7 - 1 : random->Below(3 * height) - height;
    made.coords.fx[j] = random->Below(4) == 0 ? 0 : random->Between(0, 1);
    made.coords.fy[j] = random->Below(4) == 0 ? 0 : random->Between(0, 1);
    if (random->Below(50) == 0) made.coords.x[j] = kOutside;
    if (random->Below(50) == 0) made.coords.y[j] = 1 << 30;
  }
  RoundToByteCoords(made.count, &made.coords);
  return made;
}

TEST(SampleBytesSameBits) {
  Random random(5);
  for (const FillMode fill_mode : kFillModes) {
    for (const int64_t channels : {1, 2, 3, 4, 5, 9}) {
      for (int trial = 0; trial < 60; ++trial) {
        const ByteCase made = MakeCase(&random, channels);
        const uint8_t fill = random.Byte();
        const auto values = static_cast<size_t>(made.count * channels);
        std::vector<uint8_t> expected(values);
        Scalar().sample_bytes(made.image.View(), made.coords, made.count, fill_mode, fill,
                              expected.data());
        ForEachTarget([&](const KernelTable& kernels) {
          std::vector<uint8_t> actual(values);
          kernels.sample_bytes(made.image.View(), made.coords, made.count, fill_mode, fill,
                               actual.data());
          CHECK(actual == expected);
        });
      }
    }
  }
}

// The whole warp against the exact coordinates and an exact mix, for the bar that is promised.
TEST(WarpedBytesAreWithin051) {
  const Shape shape = {97, 131, 3};
  TestImage image(shape, DType::kUint8);
  Random random(7);
  for (uint8_t& byte : image.bytes) byte = random.Byte();
  StageSpec rotation = RotationSpec(0.35, "reflect");
  rotation.dtype = "input";
  const TestImage bytes = RunPlan(*MakePlan({rotation}), image);
  CHECK(bytes.dtype == DType::kUint8);
  const double sine = std::sin(0.35), cosine = std::cos(0.35);
  const auto at = [&](int64_t y, int64_t x, int64_t c) {
    const auto fold = [](int64_t i, int64_t n) {
      return i < 0 ? -1 - i : i >= n ? 2 * n - 1 - i : i;
    };
    return static_cast<double>(image.bytes[static_cast<size_t>(
        (fold(y, shape.height) * shape.width + fold(x, shape.width)) * 3 + c)]);
  };
  double worst = 0;
  for (int64_t y = 0; y < shape.height; ++y) {
    for (int64_t x = 0; x < shape.width; ++x) {
      const double dx = static_cast<double>(x) - 65, dy = static_cast<double>(y) - 48;
      const double in_x = cosine * dx - sine * dy + 65, in_y = sine * dx + cosine * dy + 48;
      const double left = std::floor(in_x), top = std::floor(in_y);
      const double fx = in_x - left, fy = in_y - top;
      const auto ix = static_cast<int64_t>(left), iy = static_cast<int64_t>(top);
      for (int64_t c = 0; c < 3; ++c) {
        const double upper = at(iy, ix, c) * (1 - fx) + at(iy, ix + 1, c) * fx;
        const double lower = at(iy + 1, ix, c) * (1 - fx) + at(iy + 1, ix + 1, c) * fx;
        const double exact = upper * (1 - fy) + lower * fy;
        const auto index = static_cast<size_t>((y * shape.width + x) * 3 + c);
        worst = std::max(worst, std::fabs(bytes.bytes[index] - exact));
      }
    }
  }
  CHECK(worst <= 0.51);
  CHECK(worst > 0.45);
}

}  // namespace
}  // namespace imagepipeline::test
