// The map through four pairs of points.
#include "program/homography.h"

#include <cmath>

#include "check.h"
#include "core/philox.h"

namespace imagepipeline::test {
namespace {

constexpr Quad kSquare = {{{0, 0}, {4, 0}, {0, 4}, {4, 4}}};

Point Through(const Matrix3& map, const Point& at) {
  const double* m = map.m;
  const double k = m[6] * at.x + m[7] * at.y + m[8];
  return {(m[0] * at.x + m[1] * at.y + m[2]) / k, (m[3] * at.x + m[4] * at.y + m[5]) / k};
}

TEST(HomographyOfKerasCorners) {
  const std::optional<Matrix3> map = Homography({{{0, 0}, {2, 0}, {0, 2}, {4, 4}}}, kSquare);
  CHECK(map.has_value());
  const double expected[] = {3, 0, 0, 0, 3, 0, .25, .25, 1};
  for (size_t i = 0; map && i < 9; ++i) CHECK_NEAR(map->m[i], expected[i], 1e-15);
}

TEST(HomographyOfTheSameCornersIsTheIdentity) {
  const std::optional<Matrix3> map = Homography(kSquare, kSquare);
  CHECK(map.has_value() && map->IsIdentity());
}

TEST(HomographyTakesRandomCornersToEachOther) {
  int found = 0;
  for (int round = 0; round < 250; ++round) {
    DrawSource draws({.seed = 5, .index = static_cast<uint64_t>(round)}, 0);
    Quad from, to;
    for (Quad* quad : {&from, &to}) {
      for (Point& corner : *quad) corner = {draws.Uniform(-90, 90), draws.Uniform(-30, 60)};
    }
    const std::optional<Matrix3> map = Homography(from, to);
    if (!map) continue;
    ++found;
    for (size_t i = 0; i < 4; ++i) {
      const Point there = Through(*map, from[i]);
      CHECK_NEAR(there.x, to[i].x, 1e-5);
      CHECK_NEAR(there.y, to[i].y, 1e-5);
    }
  }
  CHECK_EQ(found, 250);
}

TEST(HomographyNeedsCornersOffALine) {
  const Quad flat[] = {
      {{{0, 0}, {0, 0}, {0, 4}, {4, 4}}},
      {{{0, 0}, {4, 0}, {8, 0}, {4, 4}}},
      {{{0, 0}, {4, 0}, {0, 4}, {2, 2}}},
      {{{0, 0}, {4, 0}, {0, 4}, {2, 2 + 1e-13}}},
      {{{7, 7}, {7, 7}, {7, 7}, {7, 7}}},
      {{{0, 0}, {NAN, 0}, {0, 4}, {4, 4}}},
      {{{0, 0}, {1e308, -1e308}, {-1e308, 4}, {4, 1e308}}},
  };
  for (const Quad& quad : flat) {
    CHECK(!Homography(quad, kSquare).has_value());
    CHECK(!Homography(kSquare, quad).has_value());
  }
  // Thin, but not a line.
  CHECK(Homography({{{0, 0}, {4, 0}, {0, 4}, {2, 2 + 1e-10}}}, kSquare).has_value());
}

TEST(HomographyWithTheFirstPixelOnTheHorizon) {
  // (0, 0) is the crossing of the lines through opposite sides, which are parallel in the square.
  const std::optional<Matrix3> map = Homography({{{1, 1}, {2, 2}, {1, -1}, {2, -2}}}, kSquare);
  CHECK(map.has_value());
  if (!map) return;
  const double* m = map->m;
  CHECK_NEAR(m[8], 0, 1e-12 * std::fabs(m[6]));
  CHECK_NEAR(Through(*map, {2, -2}).x, 4, 1e-9);
  CHECK_NEAR(Through(*map, {2, -2}).y, 4, 1e-9);
}

}  // namespace
}  // namespace imagepipeline::test
