// Each stage against values from Keras 3 or worked by hand; the source is named where it is not
// Keras.
#include <algorithm>
#include <limits>
#include <numbers>

#include "plan_support.h"

namespace imagepipeline::test {
namespace {

constexpr double kQuarterTurnRad = std::numbers::pi / 2;

TestImage R34() { return Ramp(3, 5, 1); }

// Keras' reference picture of 2 x 3 RGB pixels.
TestImage P() {
  return Image({2, 3, 3}, std::vector<float>{10, 20, 30, 200, 100, 50, 0, 0, 0,  //
                                             255, 255, 255, 128, 128, 128, 90, 200, 120});
}

StageSpec ShearSpec(double x, double y) {
  return Spec("shear", Sampled({{"xFactor", Num({x, x})}, {"yFactor", Num({y, y})}}));
}

StageSpec ZoomSpec(double height, std::vector<double> width) {
  return Spec("zoom", Sampled({{"heightFactor", Num({height, height})},
                               {"widthFactor", Num(std::move(width))}}));
}

StageSpec ProjectiveSpec(std::vector<double> transform, std::string mode, double fill,
                         std::string interpolation) {
  return Spec(
      "projective",
      Sampled({{"transform", Num(std::move(transform))}, {"height", Num({0})}, {"width", Num({0})}},
              std::move(mode), std::move(interpolation), fill));
}

TEST(StageRotation) {
  CheckStages({RotationSpec(kQuarterTurnRad)}, Ramp(3, 3, 1), {3, 6, 9, 2, 5, 8, 1, 4, 7}, 0);
  CheckStages({RotationSpec(std::numbers::pi / 6)}, Ramp(3, 3, 1),
              {1.0359, 2.9019, 3.1077, 2.634, 5, 7.366, 3.2321, 7.0981, 5.3038});
  CheckStages({RotationSpec(kQuarterTurnRad)}, R34(),
              {0, 4, 9, 14, 0, 0, 3, 8, 13, 0, 0, 2, 7, 12, 0}, 0);
  CheckStages({RotationSpec(-kQuarterTurnRad)}, R34(),
              {0, 12, 7, 2, 0, 0, 13, 8, 3, 0, 0, 14, 9, 4, 0}, 0);
  CheckStages({RotationSpec(std::numbers::pi, "nearest")}, R34(),
              {15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 0);
  CheckStages({RotationSpec(std::numbers::pi / 4, "reflect")}, R34(),
              {2.8995, 3, 5.1716, 9.4142, 13.5355, 1.5858, 3.7574, 8, 12.2426, 14.4142, 2.4645,
               6.5858, 10.8284, 13, 13.1005});
}

TEST(StageZoom) {
  CheckStages({ZoomSpec(.5, {})}, R34(),
              {0, .75, 1.5, 2.25, 0, 0, 6.5, 8, 9.5, 0, 0, 5.75, 6.5, 7.25, 0});
  CheckStages({ZoomSpec(-.5, {})}, R34(),
              {4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9, 9.5, 10, 10.5, 11, 11.5});
  // Rows half a pixel closer, columns spread: 8 + 5 * (y - 1) * 1.5 clipped by the border, x' = 2 +
  // (x - 2) / 2, by hand.
  CheckStages({ZoomSpec(.5, {-.5, -.5})}, R34(),
              {1, 1.25, 1.5, 1.75, 2, 7, 7.5, 8, 8.5, 9, 6, 6.25, 6.5, 6.75, 7});
}

TEST(StageTranslation) {
  CheckStages({TranslationSpec(1.0 / 3, .2)}, R34(), {0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 0, 6, 7, 8, 9},
              1e-4);
  CheckStages({TranslationSpec(0, .1)}, Ramp(1, 5, 1), {.5, 1.5, 2.5, 3.5, 4.5});
  CheckStages({TranslationSpec(0, .4, "wrap")}, Ramp(1, 5, 1), {4, 5, 1, 2, 3});
  CheckStages({TranslationSpec(0, .4, "reflect")}, Ramp(1, 5, 1), {2, 1, 1, 2, 3});
  // Periodic, where TensorFlow's wrap gives 5 3 4 5 1.
  CheckStages({TranslationSpec(0, .8, "wrap")}, Ramp(1, 5, 1), {2, 3, 4, 5, 1});
}

TEST(StageShear) {
  const std::vector<double> right = {1, 2, 3, 4, 5, 6.5, 7.5, 8.5, 9.5, 5, 12, 13, 14, 15, 0};
  const std::unique_ptr<Plan> plan = MakePlan({ShearSpec(.5, 0)});
  const std::vector<double> left = {1, 2, 3, 4, 5, 3, 6.5, 7.5, 8.5, 9.5, 0, 11, 12, 13, 14};
  const std::vector<double> down = {1, 4.5, 8, 11.5, 15, 6, 9.5, 13, 7, 0, 11, 6, 0, 0, 0};
  CHECK(RunNumbers(*plan, R34(), {.5, 0}).Values() == right);
  CHECK(RunNumbers(*plan, R34(), {-.5, 0}).Values() == left);
  CHECK(RunNumbers(*plan, R34(), {0, .5}).Values() == down);
}

TEST(StageShearAngle) {
  // sin 30 deg = 0.5, cos = 0.866 about (2, 1): row 0 reads y = 0.134, x + 0.5; by hand.
  const std::vector<double> numbers = {std::numbers::pi / 6};
  const std::unique_ptr<Plan> plan =
      MakePlan({Spec("shear_angle", Sampled({{"angleRad", Num({0, 0})}}, "nearest"))});
  const std::vector<double> values = RunNumbers(*plan, R34(), numbers).Values();
  const double up = 5 * (1 - std::cos(numbers[0]));
  const std::vector<double> expected = {1.5 + up, 2.5 + up,  3.5 + up,  4.5 + up,  5 + up,
                                        6,        7,         8,         9,         10,
                                        11 - up,  11.5 - up, 12.5 - up, 13.5 - up, 14.5 - up};
  for (size_t i = 0; i < expected.size(); ++i) CHECK_NEAR(values[i], expected[i], 1e-5);
}

TEST(StageProjectiveFillModes) {
  const TestImage image = Ramp(4, 5);
  const std::vector<double> map = {.8, .3, -.6, -.2, 1.1, .4, 0, 0};
  CheckStages({ProjectiveSpec(map, "constant", -5, "bilinear")}, image,
              {-2.2, 1.2,  1,    .44,  -.44, 3.75, 7,    6.8,   6.6,   6.4,
               13,   12.8, 12.6, 12.4, 12.2, 1.09, 5.55, 10.33, 15.43, 18});
  const std::vector<double> clamped = {2,  1.2,  1,    1.8,  2.6,  7.5,  7,    6.8,  6.6,  6.4,
                                       13, 12.8, 12.6, 12.4, 12.2, 15.3, 16.1, 16.9, 17.7, 18};
  CheckStages({ProjectiveSpec(map, "nearest", -5, "bilinear")}, image, clamped);
  CheckStages({ProjectiveSpec(map, "reflect", -5, "bilinear")}, image, clamped);
  CheckStages({ProjectiveSpec(map, "reflect", -5, "nearest")}, image,
              {0, 0, 1, 2, 3, 10, 6, 6, 7, 8, 15, 11, 12, 12, 13, 15, 16, 17, 18, 19});
}

TEST(StageProjectivePerspective) {
  const std::unique_ptr<Plan> plan =
      MakePlan({ProjectiveSpec({1, .1, .2, .05, 1, -.3, .02, .03}, "constant", -5, "bilinear")});
  const std::vector<double> values = RunPlan(*plan, Ramp(4, 5)).Values();
  const double row0[] = {-1.36, -.33737, .747041, 1.884123, 3.065843};
  const double row3[] = {12.844036, 13.738739, 14.60177, 15.434783, 16.239317};
  for (size_t x = 0; x < 5; ++x) {
    CHECK_NEAR(values[x], row0[x], 1e-4);
    CHECK_NEAR(values[15 + x], row3[x], 1e-4);
  }
  // x = 2 has a zero denominator, x = 3 and 4 land outside.
  CheckStages({ProjectiveSpec({1, 0, 0, 0, 1, 0, -.5, 0}, "constant", -5, "bilinear")}, Ramp(1, 5),
              {0, 2, -5, -5, -5});
}

StageSpec PerspectiveSpec(double factor, double scale, std::string fill_mode = "constant") {
  return Spec("perspective", Sampled({{"factor", Num({factor, factor})}, {"scale", Num({scale})}},
                                     std::move(fill_mode)));
}

TEST(StagePerspective) {
  // The corners go to (0, 0), (2, 0), (0, 2), (4, 4).
  const std::unique_ptr<Plan> plan = MakePlan({PerspectiveSpec(1, 1)});
  const std::vector<double> corners = {1, 0, 0, -.5, 0, 0, -.5, 0, 0};
  for (const ExecutorKind executor : {ExecutorKind::kFused, ExecutorKind::kReference}) {
    const std::vector<double> values = RunNumbers(*plan, Ramp(5, 5), corners, executor).Values();
    const double row0[] = {0, 2.4, 4, 0, 0}, row2[] = {20, 18.8571, 18, 17.3333, 3.2};
    for (size_t x = 0; x < 5; ++x) {
      CHECK_NEAR(values[x], row0[x], 1e-4);
      CHECK_NEAR(values[10 + x], row2[x], 1e-4);
    }
  }
  const std::vector<double> same = Ramp(5, 5).Values();
  CHECK(RunNumbers(*plan, Ramp(5, 5), {0, 0, 0, -.5, 0, 0, -.5, 0, 0}).Values() == same);
  // Three corners on a line, and numbers that overflow.
  CHECK(RunNumbers(*plan, Ramp(5, 5), {1, 0, 0, -1, 0, 0, 0, 0, 0}).Values() == same);
  CHECK(RunNumbers(*plan, Ramp(5, 5), {1, 0, 0, 1e308, 0, 0, -1e308, 1e308, 0}).Values() == same);
  CHECK(RunNumbers(*plan, Ramp(1, 5), corners).Values() == Ramp(1, 5).Values());
  CHECK(RunNumbers(*plan, Ramp(5, 1), corners).Values() == Ramp(5, 1).Values());
  CheckStages({PerspectiveSpec(1, 0)}, Ramp(5, 5), same, 0);
  CheckStages({PerspectiveSpec(0, 1)}, Ramp(5, 5), same, 0);
}

// ImageDataGenerator on 4 x 4 values 1..16; numbers of keras-preprocessing 1.1 and Keras' legacy
// class.
StageSpec IdgSpec(const std::string& variant, const std::string& mode = "nearest",
                  const std::string& interpolation = "bilinear") {
  const ParamValue none = Num({0, 0}), no = Num({0});
  return Spec("idg_affine", {{"variant", Word(variant)},
                             {"rotation", none},
                             {"heightShift", none},
                             {"heightShiftChoices", Num({})},
                             {"heightShiftFraction", no},
                             {"widthShift", none},
                             {"widthShiftChoices", Num({})},
                             {"widthShiftFraction", no},
                             {"shear", none},
                             {"zoom", Num({1, 1})},
                             {"interpolation", Word(interpolation)},
                             {"fillMode", Word(mode)},
                             {"fillValue", no}});
}

void CheckIdg(const std::string& variant, const std::vector<double>& numbers,
              const std::vector<double>& expected, const TestImage& image = Ramp(4, 4, 1),
              const std::string& mode = "nearest") {
  const std::unique_ptr<Plan> plan = MakePlan({IdgSpec(variant, mode)});
  const std::vector<double> values = RunNumbers(*plan, image, numbers).Values();
  for (size_t i = 0; i < expected.size(); ++i) CHECK_NEAR(values[i], expected[i], 1e-4);
}

TEST(StageIdgAffineOldVersions) {
  CheckIdg("idg-1.1", {10, 0, 0, 0, 1, 1}, {2.8884, 2.7825, 3.0727, 3.5583});
  CheckIdg("idg-2", {10, 0, 0, 0, 1, 1}, {1.2833, 2.2681, 3.6913, 5.1330});
  CheckIdg("idg-1.1", {0, 0, 0, 30, 1, 1}, {6.3349, 5.2010, 4.0670, 3.9330});
  CheckIdg("idg-2", {0, 0, 0, 30, 1, 1}, {2.5538, 3.5538, 4.5538, 4.8038});
  CheckIdg("idg-1.1", {0, 0, 0, 0, 2, 1}, {1, 2, 3, 4, 1, 2, 3, 4, 7, 8, 9, 10, 13, 14, 15, 16});
  CheckIdg("idg-2", {0, 0, 0, 0, 2, 1}, {1, 1.5, 3.5, 4});
  CheckIdg("idg-1.1", {0, 1.5, 0, 0, 1, 1}, {7, 8, 9, 10});
  CheckIdg("idg-2", {0, 1.5, 0, 0, 1, 1}, {2.5, 3.5, 4, 4});
  CheckIdg("idg-1.1", {30, 1, -1, 10, .9, 1.2},
           {13, 13, 10.7619, 8.5958, 13, 13.0801, 13.9993, 12.1635, 13, 13.5301, 14.4493, 15.3686,
            13.0608, 13.9801, 14.8993, 15.8186});
  CheckIdg("idg-2", {30, 1, -1, 10, .9, 1.2},
           {3.8539, 4, 4, 5.7204, 3.0826, 5.6594, 7.5974, 9.3974, 5.9856, 8.5650, 11.1445, 13.0744,
            8.8913, 11.4707, 14.0501, 15.8781});
}

TEST(StageIdgAffinePivots) {
  const std::vector<double> quarter = {90, 0, 0, 0, 1, 1};
  CheckIdg("idg-2", quarter, {4, 8, 12, 16, 3, 7, 11, 15, 2, 6, 10, 14, 1, 5, 9, 13});
  CheckIdg("idg-1.1", quarter, {0, 0, 0, 12, 7, 0, 0, 0, 13, 8, 0, 0, 0, 14, 9}, R34(), "constant");
  CheckIdg("idg-2", quarter, {9, 14, 0, 0, 0, 8, 13, 0, 0, 0, 7, 12, 0, 0, 0}, R34(), "constant");
  // As RandomRotation turns it.
  CheckIdg("corrected", quarter, {0, 4, 9, 14, 0, 0, 3, 8, 13, 0, 0, 2, 7, 12, 0}, R34(),
           "constant");
  // x reads x + tx, y reads y + ty.
  CheckIdg("corrected", {0, 1, 2, 0, 1, 1}, {12, 13, 14, 15, 15}, R34());
}

TEST(StageIdgAffineNeutralNumbersKeepEveryValue) {
  const TestImage image = Image({1, 3, 1}, std::vector<int32_t>{16777217, -5, 7});
  for (const char* variant : {"corrected", "idg-1.1", "idg-2"}) {
    StageSpec spec = IdgSpec(variant);
    spec.dtype = "input";
    const std::unique_ptr<Plan> plan = MakePlan({spec});
    CHECK(RunNumbers(*plan, image, {0, 0, 0, 0, 1, 1}).Values() == image.Values());
  }
}

TEST(StageIdgAffineDraws) {
  StageSpec spec = IdgSpec("corrected");
  spec.params["heightShift"] = Num({-.25, .25});
  spec.params["heightShiftFraction"] = Num({1});
  spec.params["widthShiftChoices"] = Num({3});
  const std::unique_ptr<Plan> plan = MakePlan({spec});
  bool left = false, right = false;
  for (uint64_t index = 0; index < 40; ++index) {
    double numbers[6];
    CHECK(plan->Draw({8, 100, 1}, {.key = {.seed = 3, .index = index}}, numbers).ok());
    CHECK(numbers[1] == 3 || numbers[1] == -3);
    CHECK(std::fabs(numbers[2]) <= 2);
    left = left || numbers[1] < 0;
    right = right || numbers[1] > 0;
  }
  CHECK(left && right);
}

void CheckIdgBrightness(const std::string& variant, double factor, const std::vector<float>& row,
                        const std::vector<double>& expected) {
  const StageSpec spec =
      Spec("idg_brightness", {{"variant", Word(variant)}, {"brightness", Num({1, 1})}});
  const auto width = static_cast<int64_t>(row.size());
  const std::unique_ptr<Plan> plan = MakePlan({spec});
  const std::vector<double> values =
      RunNumbers(*plan, Image({1, width, 1}, row), {factor}).Values();
  for (size_t i = 0; i < expected.size(); ++i) CHECK_NEAR(values[i], expected[i], 1e-5);
}

TEST(StageIdgBrightness) {
  const std::vector<float> row = {10, 20, 30, 100, 150, 200};
  CheckIdgBrightness("idg-1.1", 1.5, row, {18, 37, 57, 190, 255, 255});
  CheckIdgBrightness("idg-1.1", .5, row, {6, 12, 19, 63, 95, 127});
  CheckIdgBrightness("idg-2", 1.5, row, {15, 30, 45, 150, 225, 255});
  CheckIdgBrightness("idg-2", .5, row, {5, 10, 15, 50, 75, 100});
  CheckIdgBrightness("idg-2", .5, {.2f, .9f, 1}, {0, 0, 0});
  CheckIdgBrightness("idg-2", .5, {-40, -30, -20, 50, 100, 150},
                     {-40, -35.52941, -30.313725, 4.705883, 29.29412, 54.62745});
  // Nothing is lost, and only what leaves 0..255 and the image's own range is clipped.
  CheckIdgBrightness("corrected", 1.5, {.2f, .9f, 100, 200}, {.3, 1.35, 150, 255});
  CheckIdgBrightness("corrected", 2, {-40, 10, 300}, {-40, 20, 300});
}

TEST(StageFlip) {
  CheckStages({FlipSpec(true, false)}, Ramp<uint8_t>(2, 3), {2, 1, 0, 5, 4, 3}, 0);
  CheckStages({FlipSpec(false, true)}, Ramp<uint16_t>(2, 3), {3, 4, 5, 0, 1, 2}, 0);
  const TestImage rgba =
      Image({1, 2, 4}, std::vector<int32_t>{16777217, 2, 3, 4, 5, 6, 7, -16777219});
  CheckStages({FlipSpec(true, true)}, rgba, {5, 6, 7, -16777219, 16777217, 2, 3, 4}, 0);
}

TEST(StageCentreCrop) {
  CheckStages({CropSpec("center", 1, 4)}, Ramp(1, 5), {0, 1, 2, 3}, 0);
  CheckStages({CropSpec("center", 1, 2)}, Ramp(1, 5), {1, 2}, 0);
  CheckStages({CropSpec("center", 1, 3)}, Ramp(1, 4), {0, 1, 2}, 0);
  // Too narrow: the 1 x 4 window of row 1 is resized to 2 x 6.
  const std::vector<double> row = {4, 4.5, 5.16667, 5.83333, 6.5, 7};
  std::vector<double> both = row;
  both.insert(both.end(), row.begin(), row.end());
  CheckStages({CropSpec("center", 2, 6)}, Ramp(4, 4), both);
}

TEST(StageRandomCrop) {
  const std::unique_ptr<Plan> plan = MakePlan({CropSpec("random", 2, 3)});
  const std::vector<double> expected = {11, 12, 13, 16, 17, 18};
  CHECK(RunNumbers(*plan, Ramp(4, 5), {2, 1}).Values() == expected);
  // Replayed numbers beyond the image are moved back into it.
  CHECK(RunNumbers(*plan, Ramp(4, 5), {1e300, -7}).Values() ==
        (std::vector<double>{10, 11, 12, 15, 16, 17}));
  CheckStages({CropSpec("random", 6, 2)}, Ramp(4, 4),
              {1, 2, 3, 4, 5.66667, 6.66667, 8.33333, 9.33333, 11, 12, 13, 14});
}

TEST(StageResizedCrop) {
  const auto spec = [](double height, double width, std::string method, double antialias = 0) {
    return Spec("resized_crop",
                {{"height", Num({height})},
                 {"width", Num({width})},
                 {"scale", Num({.08, 1})},
                 {"ratio", Num({.75, 4.0 / 3})},
                 {"interpolation", Word(std::move(method))},
                 {"antialias", Num({antialias})}},
                "input");
  };
  const auto check = [&](const StageSpec& stage, const std::vector<double>& numbers,
                         const std::vector<double>& expected) {
    const std::unique_ptr<Plan> plan = MakePlan({stage});
    for (const ExecutorKind executor : {ExecutorKind::kFused, ExecutorKind::kReference}) {
      const std::vector<double> values = RunNumbers(*plan, Ramp(4, 5), numbers, executor).Values();
      if (!CHECK_EQ(values.size(), expected.size())) return;
      for (size_t i = 0; i < values.size(); ++i) CHECK_NEAR(values[i], expected[i], 1e-5);
    }
  };
  // The window's own edge is repeated; by hand.
  check(spec(1, 4, "bilinear"), {1, 1, 1, 2}, {6, 6.25, 6.75, 7});
  check(spec(2, 2, "nearest"), {2, 3, 2, 2}, {13, 14, 18, 19});
  check(spec(1, 1, "area"), {0, 0, 2, 2}, {3});
  check(spec(1, 1, "bilinear", 1), {0, 0, 4, 4}, {9});
  // Replayed numbers beyond the image are moved back into it.
  check(spec(2, 3, "bicubic"), {1e300, -7, 2, 3}, {10, 11, 12, 15, 16, 17});
  const std::unique_ptr<Plan> plan = MakePlan({spec(2, 3, "bilinear")});
  CHECK_EQ(DescribePasses(*plan, {4, 5, 1}, DType::kUint8, std::vector<double>{2, 2, 2, 3}.data()),
           std::string("crop 1 stage -> 2x3; store uint8"));
  CHECK_EQ(DescribePasses(*plan, {4, 5, 1}, DType::kUint8, std::vector<double>{0, 0, 4, 5}.data()),
           std::string("resize bilinear 1 stage -> 2x3; store uint8"));
}

TEST(StageRescale) {
  CheckStages({RescaleSpec(1 / 127.5, -1)}, Image({1, 3, 1}, std::vector<uint8_t>{0, 127, 255}),
              {-1, -.00392157, 1}, 1e-6);
  CheckStages({Spec("rescale", {{"scale", Num({1, 10})}, {"offset", Num({0, .5})}})},
              Image({1, 2, 2}, std::vector<float>{1, 2, 3, 4}), {1, 20.5, 3, 40.5}, 1e-6);
}

StageSpec NormalizeSpec(std::vector<double> mean, std::vector<double> variance,
                        std::vector<double> shape, bool invert) {
  return Spec("normalize", {{"mean", Num(std::move(mean))},
                            {"variance", Num(std::move(variance))},
                            {"shape", Num(std::move(shape))},
                            {"invert", Num({invert ? 1.0 : 0.0})}});
}

TEST(StageNormalizePerChannel) {
  const TestImage image = Image({1, 2, 3}, std::vector<float>{5, 2, 3, 1, 3, 4});
  CheckStages({NormalizeSpec({1, 2, 3}, {4, 0, 1e-20}, {1, 1, 3}, false)}, image,
              {2, 0, 0, 0, 1e7, 1e7}, 1);
  CheckStages({NormalizeSpec({1, 2, 3}, {4, 1, 9}, {1, 1, 3}, false),
               NormalizeSpec({1, 2, 3}, {4, 1, 9}, {1, 1, 3}, true)},
              image, {5, 2, 3, 1, 3, 4}, 1e-5);
}

TEST(StageNormalizePerPixel) {
  const TestImage image = Image({2, 2, 1}, std::vector<uint8_t>{10, 20, 30, 40});
  CheckStages({NormalizeSpec({10, 10, 20, 20}, {4, 4, 4, 25}, {2, 2, 1}, false)}, image,
              {0, 5, 5, 4}, 1e-6);
  CheckStages({NormalizeSpec({10, 20}, {4, 25}, {1, 2, 1}, false)}, image, {0, 0, 10, 4}, 1e-6);
  CheckStages({NormalizeSpec({10, 20}, {4, 25}, {1, 2, 1}, true)}, image, {30, 120, 70, 220}, 1e-4);
}

TEST(StageBrightness) {
  const StageSpec spec =
      Spec("brightness", {{"factor", Num({.1, .1})}, {"valueRange", Num({0, 255})}});
  CheckStages({spec}, P(),
              {35.5, 45.5, 55.5, 225.5, 125.5, 75.5, 25.5, 25.5, 25.5, 255, 255, 255, 153.5, 153.5,
               153.5, 115.5, 225.5, 145.5});
  // Clipped although nothing is added.
  const StageSpec none = Spec("brightness", {{"factor", Num({0, 0})}, {"valueRange", Num({0, 1})}});
  CheckStages({none}, Image({1, 3, 1}, std::vector<float>{-.5f, .25f, 7}), {0, .25, 1}, 0);
  StageSpec kept = spec;
  kept.dtype = "input";
  // 35.5 rounds to even, 250 + 25.5 saturates.
  CheckStages({kept}, Image({1, 3, 1}, std::vector<uint8_t>{10, 11, 250}), {36, 36, 255}, 0);
}

TEST(StageContrast) {
  const auto spec = [](double factor) {
    return Spec("contrast",
                {{"factor", Num({1 - factor, factor - 1})}, {"valueRange", Num({0, 255})}});
  };
  const std::unique_ptr<Plan> plan = MakePlan({spec(1.5)});
  const std::vector<double> strong = RunNumbers(*plan, P(), {1.5}).Values();
  const double expected_strong[] = {0, 0, 0, 243.08334, 91.41667, 26.41666};
  for (size_t i = 0; i < 6; ++i) CHECK_NEAR(strong[i], expected_strong[i], 1e-3);
  const std::vector<double> weak = RunNumbers(*plan, P(), {.5}, ExecutorKind::kReference).Values();
  const double expected_weak[] = {61.91667, 68.58333, 63.58333};
  for (size_t i = 0; i < 3; ++i) CHECK_NEAR(weak[i], expected_weak[i], 1e-3);
  CHECK(RunNumbers(*plan, Image({1, 1, 3}, std::vector<float>{1, 2, 3}), {1.5}).Values() ==
        (std::vector<double>{1, 2, 3}));
}

TEST(StageChannelShift) {
  const auto spec = [](std::vector<double> range) {
    return Spec("channel_shift", {{"shift", Num({10, 10})}, {"valueRange", Num(std::move(range))}});
  };
  const TestImage image =
      Image({1, 4, 1}, std::vector<float>{3, std::numeric_limits<float>::quiet_NaN(), 250, 7});
  const std::vector<double> values = RunPlan(*MakePlan({spec({})}), image).Values();
  CHECK_EQ(values[0], 13);
  CHECK(std::isnan(values[1]));
  CHECK_EQ(values[2], 250);
  CHECK_EQ(values[3], 17);
  CheckStages({spec({0, 255})}, Image({1, 2, 1}, std::vector<uint8_t>{3, 250}), {13, 255}, 0);
}

StageSpec SamplewiseSpec(bool center, bool std, double epsilon) {
  return Spec("samplewise_normalize", {{"center", Num({center ? 1.0 : 0.0})},
                                       {"std", Num({std ? 1.0 : 0.0})},
                                       {"epsilon", Num({epsilon})}});
}

TEST(StageSamplewiseNormalize) {
  // Mean 3, variance 3.5.
  const TestImage image = Image({2, 2, 1}, std::vector<float>{1, 2, 3, 6});
  const double std = std::sqrt(3.5);
  CheckStages({SamplewiseSpec(true, true, 0)}, image, {-2 / std, -1 / std, 0, 3 / std}, 1e-6);
  CheckStages({SamplewiseSpec(true, false, 0)}, image, {-2, -1, 0, 3}, 0);
  CheckStages({SamplewiseSpec(false, true, .5)}, image,
              {1 / (std + .5), 2 / (std + .5), 3 / (std + .5), 6 / (std + .5)}, 1e-6);
  // The mean of a constant image is exact, so nothing is left to be divided.
  const TestImage constant = Image({7, 3, 1}, std::vector<float>(21, .1f));
  CheckStages({SamplewiseSpec(true, true, 0)}, constant, std::vector<double>(21, 0), 0);
  CheckStages({SamplewiseSpec(true, true, 1e-6)}, constant, std::vector<double>(21, 0), 0);
}

StageSpec BlurSpec(std::vector<double> factor, std::vector<double> size, double sigma,
                   std::string dtype = "float32") {
  return Spec("gaussian_blur",
              {{"factor", Num(std::move(factor))},
               {"kernelSize", Num(std::move(size))},
               {"sigma", Num({sigma, sigma})},
               {"valueRange", Num({0, 255})}},
              std::move(dtype));
}

// Zeros but for 130 in the middle.
TestImage Impulse() { return Image({3, 3, 1}, std::vector<uint8_t>{0, 0, 0, 0, 130, 0, 0, 0, 0}); }

TEST(StageGaussianBlur) {
  const double corner = 9.76477, side = 16.09938;
  CheckStages({BlurSpec({1, 1}, {3, 3}, 1)}, Impulse(),
              {corner, side, corner, side, 26.54339, side, corner, side, corner}, 1e-5);
  // e^-2 / (1 + 2 e^-2) along x alone.
  const double left = 130 * std::exp(-2.0) / (1 + 2 * std::exp(-2.0));
  CheckStages({BlurSpec({1, 1}, {3, 1}, .5)}, Impulse(),
              {0, 0, 0, left, 130 - 2 * left, left, 0, 0, 0}, 1e-4);
  CheckStages({BlurSpec({1, 1}, {1, 3}, .5)}, Impulse(),
              {0, left, 0, 0, 130 - 2 * left, 0, 0, left, 0}, 1e-4);
  CheckStages({BlurSpec({1, 1}, {3, 3}, 1, "input")}, Impulse(),
              {10, 16, 10, 16, 27, 16, 10, 16, 10}, 0);
  // Not blurred, but clipped.
  const TestImage beyond = Image({1, 3, 1}, std::vector<float>{-4, 7, 300});
  CheckStages({BlurSpec({0, 0}, {3, 3}, 1)}, beyond, {0, 7, 255}, 0);
  CheckStages({BlurSpec({1, 1}, {9, 9}, 0)}, beyond, {0, 7, 255}, 0);
}

TEST(StageSharpness) {
  const auto spec = [](double factor) {
    return Spec("sharpness", {{"factor", Num({factor, factor})}, {"valueRange", Num({0, 255})}});
  };
  CheckStages({spec(0)}, Impulse(), {10, 10, 10, 10, 50, 10, 10, 10, 10});
  CheckStages({spec(.25)}, Impulse(), {5, 5, 5, 5, 90, 5, 5, 5, 5});
  CheckStages({spec(.5)}, Impulse(), {0, 0, 0, 0, 130, 0, 0, 0, 0}, 0);
  CheckStages({spec(1)}, Impulse(), {0, 0, 0, 0, 210, 0, 0, 0, 0});
}

TEST(StageClahe) {
  const auto spec = [](double clip, std::vector<double> grid) {
    return Spec("clahe", {{"valueRange", Num({0, 255})},
                          {"clipLimit", Num({clip})},
                          {"tileGridSize", Num(std::move(grid))}});
  };
  std::vector<uint8_t> values;
  for (int i = 0; i < 16; ++i) values.push_back(static_cast<uint8_t>(16 * i));
  CheckStages({spec(4, {2, 2})}, Image({4, 4, 1}, values),
              {0, 19.29798, 34.26245, 52.98701, 69.06647, 88.36445, 102.78735, 120.97035, 129.01991,
               146.13521, 160.6059, 176.95663, 191.95296, 210.9483, 223.94511, 240.94095});
  // Without a limit the three ranks above the empty lowest bin are thirds of the range; a value in
  // that bin is its foot.
  CheckStages({spec(0, {1, 1})}, Image({1, 3, 1}, std::vector<float>{9, 7, 200}), {170, 85, 255},
              1e-4);
  CheckStages({spec(0, {1, 1})}, Image({1, 3, 1}, std::vector<float>{9, 0, 200}), {127.5, 0, 255},
              1e-4);
  CheckStages({spec(4, {1, 1})}, Image({1, 1, 1}, std::vector<float>{100}), {102.4312});
  Status status;
  const std::unique_ptr<Plan> plan = MakePlan({spec(4, {256, 128})});
  Shape shape;
  DType dtype;
  status = plan->Output({1, 1, 3}, DType::kUint8, nullptr, &shape, &dtype);
  CHECK_EQ(status.code(), std::string("E_OUTPUT_BYTES"));
}

StageSpec EraseSpec(std::vector<double> fill, std::string dtype = "float32") {
  return Spec("erase",
              {{"factor", Num({1, 1})},
               {"scale", Num({0, 1})},
               {"fillValue", Num(std::move(fill))},
               {"valueRange", Num({0, 255})}},
              std::move(dtype));
}

TEST(StageErase) {
  // x in [0.5, 2.5), y in [0.2, 1.2).
  const std::vector<double> numbers = {1, .5, .2, 2, 1, 0, 0};
  for (const ExecutorKind executor : {ExecutorKind::kFused, ExecutorKind::kReference}) {
    const std::unique_ptr<Plan> one = MakePlan({EraseSpec({9})});
    CHECK(RunNumbers(*one, Ramp(2, 4), numbers, executor).Values() ==
          (std::vector<double>{0, 1, 2, 3, 4, 9, 9, 7}));
    const std::unique_ptr<Plan> two = MakePlan({EraseSpec({-9, 300}, "input")});
    const TestImage pairs = Image({1, 3, 2}, std::vector<uint8_t>{1, 2, 3, 4, 5, 6});
    CHECK(RunNumbers(*two, pairs, {1, 1, 0, 1, 1, 0, 0}, executor).Values() ==
          (std::vector<double>{1, 2, 0, 255, 5, 6}));
    CHECK(RunNumbers(*two, pairs, {0, 1, 0, 1, 1, 0, 0}, executor).Values() == pairs.Values());
  }
  Shape shape;
  DType dtype;
  const Status status = MakePlan({EraseSpec({1, 2, 3})})
                            ->Output({2, 2, 4}, DType::kUint8, numbers.data(), &shape, &dtype);
  CHECK_EQ(status.message(),
           std::string("erase: fillValue has 3 values, the image has 4 channels"));
}

TEST(StageNoise) {
  const TestImage zeros = Image({3, 50, 3}, std::vector<float>(450));
  const StageSpec add = Spec("gaussian_noise", {{"stddev", Num({1, 1})}, {"valueRange", Num({})}});
  const std::vector<double> unit = RunNumbers(*MakePlan({add}), zeros, {1, 5, 6}).Values();
  const std::vector<double> exact =
      RunNumbers(*MakePlan({add}), zeros, {1, 5, 6}, ExecutorKind::kReference).Values();
  for (size_t i = 0; i < unit.size(); ++i) CHECK_NEAR(unit[i], exact[i], 2e-6);
  // In a rectangle the same deviates take the place of the values, clipped.
  const std::vector<double> filled =
      RunNumbers(*MakePlan({EraseSpec({})}), zeros, {1, 10, 1, 7, 1, 5, 6}).Values();
  for (size_t i = 0; i < filled.size(); ++i) {
    const bool inside = i / 150 == 1 && i % 150 >= 30 && i % 150 < 51;
    CHECK_NEAR(filled[i], inside ? std::clamp(255 * unit[i], 0.0, 255.0) : 0, 1e-4);
  }
}

TEST(StageRandomSize) {
  const std::unique_ptr<Plan> plan = MakePlan({Spec("random_size",
                                                    {{"heightFactor", Num({-.5, .5})},
                                                     {"widthFactor", Num({})},
                                                     {"interpolation", Word("nearest")},
                                                     {"antialias", Num({0})}},
                                                    "input")});
  CHECK(RunNumbers(*plan, Ramp<uint8_t>(5, 2), {.5, 1}).Values() ==
        (std::vector<double>{2, 3, 6, 7}));
  CHECK_EQ(RunNumbers(*plan, Ramp<uint8_t>(5, 2), {-3, 1}).shape.height, 1);
}

TEST(StagesTakeOnePixelAndNaN) {
  const std::vector<StageSpec> warps = {RotationSpec(.3, "reflect"), ZoomSpec(.5, {}),
                                        TranslationSpec(0, .1, "wrap")};
  for (const StageSpec& spec : warps) {
    StageSpec reflect = spec;
    reflect.params["fillMode"] = Word("reflect");
    CheckStages({reflect}, Image({1, 1, 1}, std::vector<float>{7}), {7});
  }
  // Weight-0 taps are not read: an exact shift keeps the NaN where it is.
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const TestImage image = Image({1, 4, 1}, std::vector<float>{1, nan, 3, 4});
  const std::vector<double> values = RunPlan(*MakePlan({TranslationSpec(0, .25)}), image).Values();
  CHECK_EQ(values[0], 0);
  CHECK_EQ(values[1], 1);
  CHECK(std::isnan(values[2]));
  CHECK_EQ(values[3], 3);
}

}  // namespace
}  // namespace imagepipeline::test
