// Coordinates as TensorFlow and tfjs compute them, by their formulas worked out by hand.
#include "core/tf_coords.h"

#include <limits>
#include <vector>

#include "check.h"
#include "core/nearest_point.h"

namespace imagepipeline::test {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr FillMode kModes[] = {FillMode::kConstant, FillMode::kNearest, FillMode::kReflect,
                               FillMode::kWrap};

TEST(TensorFlowFoldsCoordinates) {
  // 5 - 4 * trunc(5 / 3) = 1; -4 + 4 * (trunc(4 / 3) + 1) = 4, cut to 3.
  CHECK_EQ(FoldTensorFlow(FillMode::kWrap, 5, 4), 1.0f);
  CHECK_EQ(FoldTensorFlow(FillMode::kWrap, -4, 4), 3.0f);
  CHECK_EQ(FoldTensorFlow(FillMode::kWrap, -2, 4), 2.0f);
  CHECK_EQ(FoldTensorFlow(FillMode::kWrap, 3.5f, 4), 0.0f);
  CHECK_EQ(FoldTensorFlow(FillMode::kReflect, -2, 4), 1.0f);
  CHECK_EQ(FoldTensorFlow(FillMode::kReflect, -0.25f, 4), 0.0f);
  CHECK_EQ(FoldTensorFlow(FillMode::kReflect, 4.5f, 4), 2.5f);
  CHECK_EQ(FoldTensorFlow(FillMode::kReflect, 17.5f, 4), 1.5f);
  CHECK_EQ(FoldTensorFlow(FillMode::kNearest, -7, 4), 0.0f);
  CHECK_EQ(FoldTensorFlow(FillMode::kNearest, kInf, 4), 3.0f);
  CHECK_EQ(FoldTensorFlow(FillMode::kConstant, -7, 4), -7.0f);
  CHECK_EQ(FoldTensorFlow(FillMode::kWrap, 9, 1), 0.0f);
}

TEST(TensorFlowFoldsWhateverComesIntoTheImage) {
  for (const FillMode mode : {FillMode::kNearest, FillMode::kReflect, FillMode::kWrap}) {
    for (const int64_t n : {int64_t{1}, int64_t{2}, int64_t{3}, int64_t{1000}, int64_t{1} << 30}) {
      for (const float t : {-kInf, -3e38f, -0x1p62f, -0x1p61f, -1e10f, -1.5f, -0.0f, 1e-30f, 1e10f,
                            0x1p61f, 0x1p62f, 3e38f, kInf}) {
        const float folded = FoldTensorFlow(mode, t, n);
        CHECK(std::isnan(folded) || (folded >= 0 && folded <= static_cast<float>(n - 1)));
      }
      CHECK(std::isnan(FoldTensorFlow(mode, std::nanf(""), n)));
    }
  }
}

TEST(NearestRoundsHalvesAway) {
  CHECK_EQ(RoundHalfAway(-0.5f), -1);
  CHECK_EQ(RoundHalfAway(-0.5f + 0x1p-25f), 0);
  CHECK_EQ(RoundHalfAway(0.5f), 1);
  CHECK_EQ(RoundHalfAway(0.5f - 0x1p-25f), 0);
  CHECK_EQ(RoundHalfAway(2.5f), 3);
  CHECK_EQ(RoundHalfAway(-2.5f), -3);
  CHECK_EQ(RoundHalfUp(-0.5), 0);
  CHECK_EQ(RoundHalfUp(2.5), 3);
  CHECK_EQ(RoundHalfUp(0.49999999999999994), 0);
  CHECK_EQ(RoundHalfUp(std::nan("")), kOutside);
}

TEST(TensorFlowCoordsOfHostileMapsStayInRange) {
  for (const double entry : {0.0, 1e-38, 3e38, -3e38}) {
    for (const FillMode mode : kModes) {
      for (const Interpolation how : {Interpolation::kNearest, Interpolation::kBilinear}) {
        const Matrix3 map = {{entry, entry, entry, -entry, entry, 1, entry, -entry, 1}};
        for (int64_t x = 0; x < kCoordBlock; ++x) {
          const Coord at = TensorFlowCoord(map, how, mode, 7, 5, x, 3);
          const bool outside = at.x == kOutside;
          CHECK(outside || (at.x >= -(1 << 30) && at.x <= 1 << 30));
          CHECK(outside == (at.y == kOutside));
          CHECK(at.fx >= 0 && at.fx < 1 && at.fy >= 0 && at.fy < 1);
          if (mode == FillMode::kConstant || outside) continue;
          CHECK(at.x >= 0 && at.x < 7 && at.y >= 0 && at.y < 5);
        }
      }
    }
  }
}

TEST(TensorFlowCoordsSplitNegativeCoordinates) {
  const Matrix3 map = {{1, 0, -1.25, 0, 1, -1e-10, 0, 0, 1}};
  const auto coord = [&](int64_t x) {
    return TensorFlowCoord(map, Interpolation::kBilinear, FillMode::kConstant, 4, 4, x, 0);
  };
  CHECK_EQ(coord(0).x, -2);
  CHECK_EQ(coord(0).fx, 0.75f);
  CHECK_EQ(coord(1).x, -1);
  // 1 - 1e-10 is 1 in float32, so the coordinate is carried to 0.
  CHECK_EQ(coord(0).y, 0);
  CHECK_EQ(coord(0).fy, 0.0f);
}

TEST(TfjsRotatesAboutItsCentre) {
  // A quarter turn about (1, 1): (x, y) reads (2 - y, x).
  for (int x = 0; x < 3; ++x) {
    const Coord at = TfjsRotationCoord({{0, -1, 1, 1, 0, 1, 0, 0, 1}}, x, 2);
    CHECK_EQ(at.x, 0);
    CHECK_EQ(at.y, x);
  }
  CHECK_EQ(TfjsRotationCoord({{1e300, 0, 0, 0, 1e300, 0, 0, 0, 1}}, 1, 1).x, 1 << 30);
}

TEST(NearestResizesPlacePixelsInThreeWays) {
  const auto picks = [](NearestPoint point, int64_t size, int64_t output_size) {
    std::vector<int64_t> all;
    for (int64_t i = 0; i < output_size; ++i)
      all.push_back(NearestPixelOf(point, size, output_size, i));
    return all;
  };
  CHECK(picks(NearestPoint::kCorner, 4, 3) == (std::vector<int64_t>{0, 1, 2}));
  CHECK(picks(NearestPoint::kCentre, 4, 3) == (std::vector<int64_t>{0, 2, 3}));
  CHECK(picks(NearestPoint::kEnds, 4, 3) == (std::vector<int64_t>{0, 2, 3}));
  CHECK(picks(NearestPoint::kEnds, 4, 1) == (std::vector<int64_t>{0}));
  CHECK(picks(NearestPoint::kCorner, 2, 5) == (std::vector<int64_t>{0, 0, 0, 1, 1}));
}

}  // namespace
}  // namespace imagepipeline::test
