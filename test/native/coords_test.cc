// Where an output pixel reads: accuracy against long double, the range of the fraction, and the odd
// cases.
#include "core/coords.h"

#include <limits>

#include "check.h"

namespace imagepipeline::test {
namespace {

TEST(IdentityReadsItself) {
  CoordBlock block;
  AffineCoords(StartBlock(Matrix3(), 128, 77), kCoordBlock, &block);
  for (int j = 0; j < kCoordBlock; ++j) {
    CHECK_EQ(block.x[j], 128 + j);
    CHECK_EQ(block.y[j], 77);
    CHECK_EQ(block.fx[j], 0.0f);
    CHECK_EQ(block.fy[j], 0.0f);
  }
}

TEST(AffineByHand) {
  // x = 0.5 x + 0.25 y - 1, y = -x + 2 at output (2, 3): (0.75, 0), then (1.25, -1), then (1.75,
  // -2).
  const Matrix3 map = {{0.5, 0.25, -1, -1, 0, 2, 0, 0, 1}};
  CoordBlock block;
  AffineCoords(StartBlock(map, 2, 3), 3, &block);
  const int32_t x[] = {0, 1, 1}, y[] = {0, -1, -2};
  const float fx[] = {0.75f, 0.25f, 0.75f};
  for (int j = 0; j < 3; ++j) {
    CHECK_EQ(block.x[j], x[j]);
    CHECK_EQ(block.y[j], y[j]);
    CHECK_EQ(block.fx[j], fx[j]);
    CHECK_EQ(block.fy[j], 0.0f);
  }
}

TEST(WideImagesLoseNoPrecision) {
  // A rotation by 0.3 rad, far to the right in a wide image. The step is 2^-33 pixels off at most
  // and counts for less than 256 of them; the fraction of a float32 is 2^-25 off.
  const double cosine = std::cos(0.3), sine = std::sin(0.3);
  const Matrix3 map = {{cosine, -sine, 12.34, sine, cosine, -5.6, 0, 0, 1}};
  const int64_t column = 100000, row = 30000;
  CoordBlock block;
  AffineCoords(StartBlock(map, column, row), kCoordBlock, &block);
  for (int j = 0; j < kCoordBlock; ++j) {
    const long double px = column + j, py = row;
    const long double x = map.m[0] * px + map.m[1] * py + map.m[2];
    const long double y = map.m[3] * px + map.m[4] * py + map.m[5];
    CHECK_NEAR(static_cast<double>((block.x[j] - x) + static_cast<long double>(block.fx[j])), 0,
               0x1p-24);
    CHECK_NEAR(static_cast<double>((block.y[j] - y) + static_cast<long double>(block.fy[j])), 0,
               0x1p-24);
    CHECK(block.fx[j] >= 0 && block.fx[j] < 1);
    CHECK(block.fy[j] >= 0 && block.fy[j] < 1);
  }
}

// A third is no whole number of 2^-32, but every third pixel is whole.
TEST(StepsReachWholePixels) {
  const Matrix3 map = {{1.0 / 3, 0, 0, 0, 1, 0, 0, 0, 1}};
  for (int x = 0; x < 3000; x += 3) {
    const Coord at = AffineCoord(StartBlock(map, x, 0), 0);
    CHECK_EQ(at.x, x / 3);
    CHECK_EQ(at.fx, 0.0f);
  }
}

// Wherever a run begins, a pixel reads in the same place.
TEST(RunsMayBeCut) {
  const Matrix3 map = {{0.9371, -0.3121, 17.77, 0.3121, 0.9371, -40.3, 0, 0, 1}};
  for (int x = 0; x < 2 * kAffineBlock; ++x) {
    const int begin = x / kAffineBlock * kAffineBlock;
    const Coord whole = AffineCoord(StartBlock(map, begin, 9), x - begin);
    const Coord cut = AffineCoord(StartBlock(map, x, 9), 0);
    CHECK_EQ(cut.x, whole.x);
    CHECK_EQ(cut.y, whole.y);
    CHECK_EQ(cut.fx, whole.fx);
    CHECK_EQ(cut.fy, whole.fy);
  }
}

TEST(ByteCoordByHand) {
  const float unit = 1.0f / 65536;
  const Coord at = ByteCoord({7, -3, 100.25f * unit, 100.75f * unit});
  CHECK_EQ(at.x, 7);
  CHECK_EQ(at.fx, 100 * unit);
  CHECK_EQ(at.y, -3);
  CHECK_EQ(at.fy, 101 * unit);
  // Halves go up, and half a unit before the next pixel is that pixel.
  const Coord next = ByteCoord({7, -3, 65535.5f * unit, 0.5f * unit});
  CHECK_EQ(next.x, 8);
  CHECK_EQ(next.fx, 0.0f);
  CHECK_EQ(next.y, -3);
  CHECK_EQ(next.fy, unit);
  const Coord most = ByteCoord({0, kOutside, 0x1.FFFFFEp-1f, 0});
  CHECK_EQ(most.x, 1);
  CHECK_EQ(most.fx, 0.0f);
  CHECK_EQ(most.y, kOutside);
}

TEST(FractionThatRoundsToOneIsCarried) {
  // 1 - 2^-30 in double is 1.0f as a fraction in float.
  const Matrix3 map = {{1, 0, 4 - 0x1p-30, 0, 1, -0x1p-40, 0, 0, 1}};
  CoordBlock block;
  AffineCoords(StartBlock(map, 0, 0), 1, &block);
  CHECK_EQ(block.x[0], 4);
  CHECK_EQ(block.fx[0], 0.0f);
  CHECK_EQ(block.y[0], 0);
  CHECK_EQ(block.fy[0], 0.0f);
}

TEST(HugeMapsAreClamped) {
  const Matrix3 map = {{1e30, 0, 1e300, -1e30, 0, -1e300, 0, 0, 1}};
  CoordBlock block;
  AffineCoords(StartBlock(map, 0, 0), kCoordBlock, &block);
  for (int j = 0; j < kCoordBlock; ++j) {
    CHECK(block.x[j] >= 1 << 30);
    CHECK(block.y[j] <= -(1 << 30));
    CHECK(block.y[j] != kOutside);
  }
}

TEST(ProjectiveByHand) {
  // k = x + 1: output (1, 2) reads ((3 + 1) / 2, 2 / 2) = (2, 1); output (3, 2) reads (10 / 4, 2 /
  // 4).
  const Matrix3 map = {{3, 0, 1, 0, 1, 0, 1, 0, 1}};
  CoordBlock block;
  ProjectiveCoords(map, 1, 2, 3, &block);
  CHECK_EQ(block.x[0], 2);
  CHECK_EQ(block.fx[0], 0.0f);
  CHECK_EQ(block.y[0], 1);
  CHECK_EQ(block.x[2], 2);
  CHECK_EQ(block.fx[2], 0.5f);
  CHECK_EQ(block.y[2], 0);
  CHECK_EQ(block.fy[2], 0.5f);
}

TEST(ZeroDenominatorAndNaNAreOutside) {
  const Matrix3 map = {{1, 0, 0, 0, 1, 0, 1, 0, -2}};
  CoordBlock block;
  ProjectiveCoords(map, 2, 0, 1, &block);
  CHECK_EQ(block.x[0], kOutside);
  CHECK_EQ(block.y[0], kOutside);
  Matrix3 broken;
  broken.m[2] = std::numeric_limits<double>::quiet_NaN();
  ProjectiveCoords(broken, 0, 0, 1, &block);
  CHECK_EQ(block.x[0], kOutside);
  CHECK_EQ(block.y[0], kOutside);
}

}  // namespace
}  // namespace imagepipeline::test
