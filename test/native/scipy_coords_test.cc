// What SciPy 1.17 reads of the row 10 20 30 40 with the fill value -1, and Pillow's nearest pixels.
#include "core/scipy_coords.h"

#include <vector>

#include "check.h"
#include "core/nearest_point.h"

namespace imagepipeline::test {
namespace {

double Sample(SciPyMode mode, double t, Interpolation interpolation = Interpolation::kBilinear) {
  constexpr double kRow[] = {10, 20, 30, 40};
  const SciPyTaps taps = MakeSciPyTaps(mode, interpolation, t, 4);
  if (taps.IsOutside()) return -1;
  const auto at = [&](int64_t i) { return i == kFillIndex ? -1 : kRow[i]; };
  return at(taps.first) * taps.first_weight + at(taps.second) * taps.second_weight;
}

TEST(SciPyModesReadAsMeasured) {
  const std::vector<double> places = {-5, -4.5, -4, -3, -2, -1, -.5, 3.2, 3.5, 4, 4.5, 5, 6, 7};
  const std::vector<std::pair<SciPyMode, std::vector<double>>> rows = {
      {SciPyMode::kConstant, {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}},
      {SciPyMode::kNearest, {10, 10, 10, 10, 10, 10, 10, 40, 40, 40, 40, 40, 40, 40}},
      {SciPyMode::kReflect, {40, 40, 40, 30, 20, 10, 10, 40, 40, 40, 35, 30, 20, 10}},
      {SciPyMode::kMirror, {20, 25, 30, 40, 30, 20, 15, 38, 35, 30, 25, 20, 10, 20}},
      {SciPyMode::kWrap, {20, 25, 30, 40, 20, 30, 35, 12, 15, 20, 25, 30, 10, 20}},
      {SciPyMode::kGridWrap, {40, 25, 10, 20, 30, 40, 25, 34, 25, 10, 15, 20, 30, 40}},
      {SciPyMode::kGridConstant, {-1, -1, -1, -1, -1, -1, 4.5, 31.8, 19.5, -1, -1, -1, -1, -1}},
  };
  for (const auto& [mode, expected] : rows) {
    for (size_t i = 0; i < places.size(); ++i)
      CHECK_NEAR(Sample(mode, places[i]), expected[i], 1e-12);
    for (int i = 0; i < 4; ++i) CHECK_EQ(Sample(mode, i), 10.0 * (i + 1));
  }
}

TEST(SciPyNearestRoundsHalvesUp) {
  const auto nearest = [](SciPyMode mode, double t) {
    return Sample(mode, t, Interpolation::kNearest);
  };
  CHECK_EQ(nearest(SciPyMode::kNearest, .5), 20.0);
  CHECK_EQ(nearest(SciPyMode::kNearest, .49), 10.0);
  CHECK_EQ(nearest(SciPyMode::kNearest, 2.5), 40.0);
  CHECK_EQ(nearest(SciPyMode::kConstant, -.25), -1.0);
  CHECK_EQ(nearest(SciPyMode::kGridConstant, -.25), 10.0);
  CHECK_EQ(nearest(SciPyMode::kMirror, 3.6), 30.0);
  CHECK_EQ(nearest(SciPyMode::kReflect, -.9), 10.0);
  CHECK_EQ(nearest(SciPyMode::kGridWrap, 3.7), 10.0);
}

TEST(SciPyCoordinatesThatAreNoneAreOutside) {
  for (const double t : {0.0 / 0.0, 1.0 / 0.0, -1.0 / 0.0, 1e300, -0x1p52}) {
    for (const SciPyMode mode : {SciPyMode::kNearest, SciPyMode::kWrap, SciPyMode::kGridConstant})
      CHECK(MakeSciPyTaps(mode, Interpolation::kBilinear, t, 4).IsOutside());
  }
  for (const SciPyMode mode : {SciPyMode::kReflect, SciPyMode::kMirror, SciPyMode::kWrap,
                               SciPyMode::kGridWrap, SciPyMode::kNearest}) {
    for (const double t : {-7.3, -.2, 0.0, .4, 12.0}) {
      const SciPyTaps taps = MakeSciPyTaps(mode, Interpolation::kBilinear, t, 1);
      CHECK_EQ(taps.first, 0);
      CHECK_EQ(taps.second, 0);
    }
  }
}

TEST(PillowPicksByAddingUp) {
  const auto picks = [](int64_t size, int64_t output_size) {
    std::vector<int64_t> all;
    for (int64_t i = 0; i < output_size; ++i)
      all.push_back(NearestPixelOf(NearestPoint::kPillow, size, output_size, i));
    return all;
  };
  // Where (i + 0.5) * 2 / 7 would give 0 0 0 1 1 1 1.
  CHECK(picks(2, 7) == (std::vector<int64_t>{0, 0, 0, 0, 1, 1, 1}));
  CHECK(picks(10, 9) == (std::vector<int64_t>{0, 1, 2, 3, 5, 6, 7, 8, 9}));
  CHECK(picks(3, 1) == (std::vector<int64_t>{1}));
  CHECK(picks(6, 10) == (std::vector<int64_t>{0, 0, 1, 2, 2, 3, 3, 4, 5, 5}));
}

}  // namespace
}  // namespace imagepipeline::test
