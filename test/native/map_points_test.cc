// Boxes and points through plans, by hand: continuous coordinates, the image is [0, W] x [0, H].
#include "program/map_points.h"

#include <numbers>

#include "plan_support.h"
#include "runtime/displacement_field.h"

namespace imagepipeline::test {
namespace {

constexpr double kQuarterTurn = std::numbers::pi / 2;

MappedBox MapBoxThrough(const std::vector<StageSpec>& stages, const Shape& shape, const Box& box,
                        bool fuse = true, bool clip = true, DType dtype = DType::kUint8) {
  const std::unique_ptr<Plan> plan = MakePlan(stages, fuse);
  const std::vector<double> numbers = DrawNumbers(*plan, shape);
  return PointMap(*plan, shape, dtype, numbers.data(), DisplacementValues).MapBox(box, clip);
}

MappedPoint MapPointThrough(const std::vector<StageSpec>& stages, const Shape& shape, Point point,
                            bool fuse = true) {
  const std::unique_ptr<Plan> plan = MakePlan(stages, fuse);
  const std::vector<double> numbers = DrawNumbers(*plan, shape);
  return PointMap(*plan, shape, DType::kUint8, numbers.data(), DisplacementValues).MapPoint(point);
}

void CheckBox(const Box& box, const Box& expected, double tolerance = 1e-9) {
  CHECK_NEAR(box.x1, expected.x1, tolerance);
  CHECK_NEAR(box.y1, expected.y1, tolerance);
  CHECK_NEAR(box.x2, expected.x2, tolerance);
  CHECK_NEAR(box.y2, expected.y2, tolerance);
}

// The stage of x_in = x / (c x + 1), y_in = y / (c x + 1) in continuous coordinates, so that
// x = x_in / (1 - c x_in): points beyond x_in = 1 / c are behind the camera.
StageSpec HorizonSpec(double c) {
  const double scale = c / 2 + 1;
  std::vector<double> map = {1 - c / 2, 0, -c / 4, -c / 2, 1, -c / 4, c, 0};
  for (double& entry : map) entry /= scale;
  return Spec("projective",
              Sampled({{"transform", Num(map)}, {"height", Num({0})}, {"width", Num({0})}}));
}

const Box kTopLeft = {0, 0, 2, 2};
const Shape kSquare = {4, 4, 1};

TEST(MapBoxByHand) {
  CheckBox(MapBoxThrough({FlipSpec(true, false)}, kSquare, kTopLeft).box, {2, 0, 4, 2}, 0);
  CheckBox(MapBoxThrough({FlipSpec(false, true)}, kSquare, kTopLeft).box, {0, 2, 2, 4}, 0);
  CheckBox(MapBoxThrough({FlipSpec(true, false)}, {4, 7, 1}, kTopLeft).box, {5, 0, 7, 2}, 0);
  CheckBox(MapBoxThrough({TranslationSpec(.25, .5)}, kSquare, kTopLeft).box, {2, 1, 4, 3});
  CheckBox(MapBoxThrough({RotationSpec(kQuarterTurn)}, kSquare, kTopLeft).box, {0, 2, 2, 4});
  CheckBox(MapBoxThrough({RotationSpec(-kQuarterTurn)}, kSquare, kTopLeft).box, {2, 0, 4, 2});
  CheckBox(MapBoxThrough({CropSpec("center", 2, 2)}, kSquare, {0, 0, 3, 2}).box, {0, 0, 2, 1}, 0);
}

TEST(MapBoxThroughResizes) {
  CheckBox(MapBoxThrough({ResizeSpec(8, 2)}, kSquare, kTopLeft).box, {0, 0, 1, 4});
  CheckBox(MapBoxThrough({ResizeSpec(4, 8, "bilinear", false, "pad")}, kSquare, kTopLeft).box,
           {2, 0, 4, 2});
  // Rows 1 and 2 are kept.
  CheckBox(MapBoxThrough({ResizeSpec(4, 8, "bilinear", false, "crop")}, kSquare, kTopLeft).box,
           {0, 0, 4, 2});
  CheckBox(MapBoxThrough({ResizeSpec(8, 8, "lanczos3", true)}, kSquare, {1, 1, 2, 3}).box,
           {2, 2, 4, 6});
}

TEST(MapBoxMeasuresWhatIsVisible) {
  const MappedBox half = MapBoxThrough({TranslationSpec(.75, 0)}, kSquare, kTopLeft);
  CheckBox(half.box, {0, 3, 2, 4});
  CHECK_NEAR(half.area, 2.0, 1e-12);
  CHECK_NEAR(half.visibility, .5, 1e-12);
  const MappedBox whole = MapBoxThrough({TranslationSpec(.75, 0)}, kSquare, kTopLeft, true, false);
  CheckBox(whole.box, {0, 3, 2, 5});
  CHECK_NEAR(whole.area, 2.0, 1e-12);
  CHECK_NEAR(whole.visibility, .5, 1e-12);
  const MappedBox gone = MapBoxThrough({TranslationSpec(1, 0)}, kSquare, kTopLeft);
  CHECK_EQ(gone.visibility, 0.0);
  CHECK_EQ(gone.area, 0.0);
  // What was outside from the start never was a pixel.
  CHECK_NEAR(MapBoxThrough({}, kSquare, {-2, 0, 2, 2}).visibility, .5, 0);
  CheckBox(MapBoxThrough({TranslationSpec(0, .5)}, kSquare, {-2, 0, 2, 2}).box, {2, 0, 4, 2});
  CHECK_EQ(MapBoxThrough({}, kSquare, {1, 1, 1, 3}).area, 0.0);
}

TEST(MapBoxTurnedIsItsHull) {
  // A square of side 2 about the centre of 8x8, turned by 45 degrees.
  const double r = std::numbers::sqrt2;
  const MappedBox turned = MapBoxThrough({RotationSpec(kQuarterTurn / 2)}, {8, 8, 1}, {3, 3, 5, 5});
  CheckBox(turned.box, {4 - r, 4 - r, 4 + r, 4 + r});
  CHECK_EQ(turned.visibility, 1.0);
  CHECK_NEAR(turned.area, 8, 1e-9);
}

TEST(MapBoxFollowsThePasses) {
  const std::vector<StageSpec> away_and_back = {TranslationSpec(0, .75), TranslationSpec(0, -.75)};
  // One pass: nothing is lost between.
  CheckBox(MapBoxThrough(away_and_back, kSquare, kTopLeft, true).box, {0, 0, 2, 2});
  CHECK_NEAR(MapBoxThrough(away_and_back, kSquare, kTopLeft, true).visibility, 1, 1e-12);
  // Two: columns 1 to 3 are.
  const MappedBox stepwise = MapBoxThrough(away_and_back, kSquare, kTopLeft, false);
  CheckBox(stepwise.box, {0, 0, 1, 2});
  CHECK_NEAR(stepwise.visibility, .5, 1e-12);
  // Arithmetic between the two ends the pass, and so does another way of sampling.
  const MappedBox split = MapBoxThrough(
      {TranslationSpec(0, .75), RescaleSpec(2, 0), TranslationSpec(0, -.75)}, kSquare, kTopLeft);
  CheckBox(split.box, {0, 0, 1, 2});
  const MappedBox mixed = MapBoxThrough(
      {TranslationSpec(0, .75), TranslationSpec(0, -.75, "reflect")}, kSquare, kTopLeft);
  CheckBox(mixed.box, {0, 0, 1, 2});
}

TEST(MapBoxLosesWhatCropsCutAway) {
  for (const bool fuse : {true, false}) {
    // In front of the group, and inside it.
    const MappedBox front = MapBoxThrough({CropSpec("center", 2, 2), TranslationSpec(0, -.5)},
                                          kSquare, {2, 1, 4, 3}, fuse);
    CheckBox(front.box, {0, 0, 1, 2});
    CHECK_NEAR(front.visibility, .5, 1e-12);
    const MappedBox behind =
        MapBoxThrough({TranslationSpec(0, .25), CropSpec("center", 2, 2), FlipSpec(true, false)},
                      kSquare, {1, 1, 3, 3}, fuse);
    CheckBox(behind.box, {0, 0, 1, 2});
  }
}

TEST(MapBoxAcrossTheHorizon) {
  const Shape shape = {16, 16, 1};
  // x = X / (1 - X / 8): 4 -> 8, 6 -> 24. The border at 16 shows X = 16 / 3, where 2 becomes 6.
  const MappedBox near_horizon = MapBoxThrough({HorizonSpec(.125)}, shape, {4, 0, 6, 2});
  CheckBox(near_horizon.box, {8, 0, 16, 6}, 1e-9);
  // Half of the outline is behind the camera.
  const MappedBox across = MapBoxThrough({HorizonSpec(.125)}, shape, {4, 0, 12, 2});
  CheckBox(across.box, {8, 0, 16, 6}, 1e-6);
  CHECK(across.visibility > 0 && across.visibility < 1e-3);
  // All of it: it would be at x = -16 and less.
  CHECK_EQ(MapBoxThrough({HorizonSpec(.125)}, shape, {12, 0, 16, 2}).area, 0.0);
  const MappedPoint behind = MapPointThrough({HorizonSpec(.125)}, shape, {12, 2});
  CHECK_NEAR(behind.at.x, -24, 1e-9);
  CHECK(!behind.visible);
  const MappedPoint nowhere = MapPointThrough({HorizonSpec(.125)}, shape, {8, 2});
  CHECK(!nowhere.visible);
}

TEST(MapPointByHand) {
  const MappedPoint centre = MapPointThrough({FlipSpec(true, false)}, {4, 7, 1}, {.5, .5});
  CHECK_EQ(centre.at.x, 6.5);
  CHECK_EQ(centre.at.y, .5);
  CHECK(centre.visible);
  const MappedPoint outside = MapPointThrough({TranslationSpec(.5, .5)}, kSquare, {3, 1});
  CHECK_NEAR(outside.at.x, 5, 1e-12);
  CHECK_NEAR(outside.at.y, 3, 1e-12);
  CHECK(!outside.visible);
  // A corner turned onto a corner stays inside.
  CHECK(MapPointThrough({RotationSpec(kQuarterTurn)}, kSquare, {4, 4}).visible);
  CHECK(!MapPointThrough({}, kSquare, {4.01, 2}).visible);
}

TEST(MapPointRemembersWhatWasLost) {
  const std::vector<StageSpec> away_and_back = {TranslationSpec(0, .75), TranslationSpec(0, -.75)};
  for (const bool fuse : {true, false}) {
    const MappedPoint point = MapPointThrough(away_and_back, kSquare, {1.5, 1.5}, fuse);
    CHECK_NEAR(point.at.x, 1.5, 1e-12);
    CHECK_EQ(point.visible, fuse);
  }
}

TEST(MapOfAZoomToNothing) {
  const StageSpec zoom =
      Spec("zoom", Sampled({{"heightFactor", Num({-1, -1})}, {"widthFactor", Num({-1, -1})}}));
  const MappedBox box = MapBoxThrough({zoom}, kSquare, kTopLeft);
  CHECK_EQ(box.area, 0.0);
  const MappedPoint point = MapPointThrough({zoom}, kSquare, {1, 1});
  CHECK_EQ(point.at.x, -1.0);
  CHECK_EQ(point.at.y, -1.0);
  CHECK(!point.visible);
}

}  // namespace
}  // namespace imagepipeline::test
