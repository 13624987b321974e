// Which stages share a pass, and that sharing changes nothing but what it should.
#include <limits>
#include <numbers>

#include "plan_support.h"
#include "program/passes.h"

namespace imagepipeline::test {
namespace {

std::string Described(const std::vector<StageSpec>& stages, const Shape& shape,
                      DType dtype = DType::kUint8, bool fuse = true) {
  const std::unique_ptr<Plan> plan = MakePlan(stages, fuse);
  return DescribePasses(*plan, shape, dtype, DrawNumbers(*plan, shape).data());
}

TEST(FusionComposesGeometricStagesAndFoldsAffines) {
  const StageSpec brightness =
      Spec("brightness", {{"factor", Num({0, 0})}, {"valueRange", Num({0, 1})}});
  CHECK_EQ(
      Described(
          {FlipSpec(true, false), RotationSpec(.1, "reflect"), TranslationSpec(.1, 0, "reflect"),
           RescaleSpec(2, 1), RescaleSpec(3, 1), brightness},
          {20, 30, 3}),
      std::string("warp bilinear reflect 6 stages -> 20x30; channel affine; clamp; store float32"));
}

TEST(FusionComposesAPerspective) {
  const StageSpec tilt =
      Spec("perspective", Sampled({{"factor", Num({1, 1})}, {"scale", Num({.5})}}));
  CHECK_EQ(Described({FlipSpec(true, false), tilt, RotationSpec(.1), tilt}, {20, 30, 3}),
           std::string("warp bilinear constant 4 stages -> 20x30; store float32"));
  // Composed, the maps are one: first turned, then tilted.
  const std::unique_ptr<Plan> plan = MakePlan({RotationSpec(.2), tilt});
  const std::vector<double> numbers = {.2, 1, 0, 0, -.2, 0, 0, .1, .2, -.1};
  const Shape shape = {21, 31, 1};
  const std::vector<Pass> passes = BuildPasses(*plan, shape, DType::kFloat32, numbers.data());
  CHECK_EQ(passes.size(), size_t{1});
  // The output's bottom-right corner (30 * 1.2, 20 * .9) shows the turned image's (30, 20).
  const double* m = std::get<WarpMove>(passes[0].move).output_to_window.m;
  const double k = m[6] * 36 + m[7] * 18 + m[8];
  const double c = std::cos(.2), s = std::sin(.2);
  CHECK_NEAR((m[0] * 36 + m[1] * 18 + m[2]) / k, 15 + c * 15 - s * 10, 1e-9);
  CHECK_NEAR((m[3] * 36 + m[4] * 18 + m[5]) / k, 10 + s * 15 + c * 10, 1e-9);
}

TEST(FusionOffIsOnePassPerStage) {
  CHECK_EQ(Described({FlipSpec(true, false), RotationSpec(.1, "reflect"), RescaleSpec(2, 1)},
                     {20, 30, 3}, DType::kUint8, false),
           std::string("flip 1 stage -> 20x30; store uint8\nwarp bilinear reflect 1 stage -> "
                       "20x30; store float32\n"
                       "copy 1 stage -> 20x30; channel affine; store float32"));
}

TEST(FusionNeedsTheSameSampling) {
  CHECK_EQ(Described({RotationSpec(.1, "reflect"), RotationSpec(.1, "wrap")}, {9, 9, 1}),
           std::string("warp bilinear reflect 1 stage -> 9x9; store float32\nwarp bilinear wrap 1 "
                       "stage -> 9x9; store float32"));
  CHECK_EQ(Described({RotationSpec(.1, "constant"), RotationSpec(.1, "constant", "bilinear", 3)},
                     {9, 9, 1}),
           std::string("warp bilinear constant 1 stage -> 9x9; store float32\nwarp bilinear "
                       "constant 1 stage -> 9x9; store float32"));
}

TEST(FusionOfConvolutions) {
  const StageSpec blur = Spec("gaussian_blur", {{"factor", Num({1, 1})},
                                                {"kernelSize", Num({5, 3})},
                                                {"sigma", Num({1, 1})},
                                                {"valueRange", Num({0, 255})}});
  CHECK_EQ(Described({FlipSpec(true, false), blur, RescaleSpec(2, 1), RotationSpec(.1, "reflect")},
                     {9, 9, 3}),
           std::string("flip 1 stage -> 9x9; store uint8\nconvolve 3x5 2 stages -> 9x9; clamp; "
                       "channel affine; store float32\nwarp bilinear reflect 1 stage -> 9x9; store "
                       "float32"));
  StageSpec unblurred = blur;
  unblurred.params["factor"] = Num({0, 0});
  CHECK_EQ(Described({RotationSpec(.1, "reflect"), unblurred}, {9, 9, 3}),
           std::string("warp bilinear reflect 2 stages -> 9x9; clamp; store float32"));
  StageSpec rounded = blur;
  rounded.dtype = "input";
  CHECK_EQ(Described({rounded, blur}, {9, 9, 3}),
           std::string("convolve 3x5 1 stage -> 9x9; clamp; store uint8\nconvolve 3x5 1 stage -> "
                       "9x9; clamp; store float32"));
}

TEST(FusionOfPlaces) {
  const StageSpec erase = Spec("erase", {{"factor", Num({1, 1})},
                                         {"scale", Num({1, 1})},
                                         {"fillValue", Num({7})},
                                         {"valueRange", Num({0, 255})}});
  const StageSpec noise =
      Spec("gaussian_noise", {{"stddev", Num({3, 3})}, {"valueRange", Num({0, 255})}});
  const StageSpec clahe =
      Spec("clahe",
           {{"valueRange", Num({0, 255})}, {"clipLimit", Num({4})}, {"tileGridSize", Num({2, 2})}});
  CHECK_EQ(Described({RotationSpec(.1, "reflect"), erase, noise, RescaleSpec(2, 1)}, {9, 9, 3}),
           std::string("warp bilinear reflect 4 stages -> 9x9; fill; noise; clamp; channel affine; "
                       "store float32"));
  CHECK_EQ(Described({noise, clahe, RescaleSpec(2, 1)}, {9, 9, 3}),
           std::string("copy 1 stage -> 9x9; noise; clamp; store float32\ncopy 2 stages -> 9x9; "
                       "clahe from statistics; channel affine; store float32"));
}

TEST(FusionOfResizes) {
  CHECK_EQ(Described({ResizeSpec(4, 5), RescaleSpec(2, 0)}, {8, 8, 3}),
           std::string(
               "resize bilinear 2 stages -> 4x5; quantize uint8; channel affine; store float32"));
  CHECK_EQ(Described({CropSpec("center", 6, 6), ResizeSpec(4, 5)}, {8, 8, 3}),
           std::string("resize bilinear 2 stages -> 4x5; store uint8"));
  CHECK_EQ(Described({CropSpec("center", 6, 6), ResizeSpec(4, 5, "lanczos3", true)}, {8, 8, 3}),
           std::string("resize lanczos3 antialias 2 stages -> 4x5; store uint8"));
  CHECK_EQ(Described({ResizeSpec(4, 5), FlipSpec(true, false)}, {8, 8, 3}),
           std::string("warp bilinear nearest 2 stages -> 4x5; store uint8"));
  CHECK_EQ(Described({ResizeSpec(4, 5), RotationSpec(.1, "reflect")}, {8, 8, 3}),
           std::string("warp bilinear reflect 2 stages -> 4x5; store float32"));
  CHECK_EQ(Described({ResizeSpec(4, 5, "nearest"), RotationSpec(.1, "reflect")}, {8, 8, 3}),
           std::string("resize nearest 1 stage -> 4x5; store uint8\nwarp bilinear reflect 1 stage "
                       "-> 4x5; store float32"));
  CHECK_EQ(Described({ResizeSpec(4, 5), ResizeSpec(3, 3)}, {8, 8, 3}),
           std::string("resize bilinear 1 stage -> 4x5; store uint8\nresize bilinear 1 stage -> "
                       "3x3; store uint8"));
}

TEST(FusionStatisticsEndAPass) {
  const StageSpec contrast =
      Spec("contrast", {{"factor", Num({0, 0})}, {"valueRange", Num({0, 255})}});
  CHECK_EQ(
      Described({RotationSpec(.1, "reflect"), contrast, RescaleSpec(2, 0), FlipSpec(true, false)},
                {8, 8, 3}),
      std::string("warp bilinear reflect 1 stage -> 8x8; store float32\n"
                  "copy 2 stages -> 8x8; contrast from statistics; channel affine; store float32\n"
                  "flip 1 stage -> 8x8; store float32"));
}

TEST(FusionCropAfterAWarpClosesTheGroup) {
  const StageSpec turn = RotationSpec(.1, "reflect");
  CHECK_EQ(Described({turn, CropSpec("center", 4, 4), FlipSpec(true, false), turn}, {8, 8, 1}),
           std::string("warp bilinear reflect 3 stages -> 4x4; store float32\nwarp bilinear "
                       "reflect 1 stage -> 4x4; store float32"));
  CHECK_EQ(Described({CropSpec("center", 4, 4), turn}, {8, 8, 1}),
           std::string("warp bilinear reflect 2 stages -> 4x4; store float32"));
}

TEST(FusionRoundingStagesEndTheGroup) {
  StageSpec rounding = RotationSpec(.1, "reflect");
  rounding.dtype = "uint8";
  CHECK_EQ(Described({rounding, rounding}, {8, 8, 1}, DType::kUint8),
           std::string("warp bilinear reflect 2 stages -> 8x8; store uint8"));
  CHECK_EQ(Described({rounding, RotationSpec(.1, "reflect")}, {8, 8, 1}, DType::kFloat32),
           std::string("warp bilinear reflect 1 stage -> 8x8; store uint8\nwarp bilinear reflect 1 "
                       "stage -> 8x8; store float32"));
}

// Both values of `fuse` must agree where no border is involved in between.
void CheckFuseAgrees(const std::vector<StageSpec>& stages, const TestImage& in, double tolerance) {
  const std::vector<double> fused = RunPlan(*MakePlan(stages, true), in).Values();
  const std::vector<double> stepwise = RunPlan(*MakePlan(stages, false), in).Values();
  if (!CHECK_EQ(fused.size(), stepwise.size())) return;
  for (size_t i = 0; i < fused.size(); ++i) CHECK_NEAR(fused[i], stepwise[i], tolerance);
}

TEST(FusionBordersOfACropAreThoseOfTheWindow) {
  for (const char* mode : {"constant", "nearest", "reflect", "wrap"}) {
    const StageSpec turn = RotationSpec(.7, mode, "bilinear", -3);
    CheckFuseAgrees({CropSpec("center", 5, 6), turn}, Ramp(9, 11), 1e-4);
    CheckFuseAgrees({FlipSpec(true, false), CropSpec("center", 5, 6), FlipSpec(false, true), turn,
                     FlipSpec(true, true), CropSpec("center", 3, 2)},
                    Ramp(9, 11), 1e-4);
  }
}

TEST(FusionOfResizesWithShufflesChangesNothing) {
  for (const char* method : {"bilinear", "nearest", "bicubic", "area"}) {
    CheckFuseAgrees({CropSpec("center", 5, 6), ResizeSpec(9, 4, method), FlipSpec(true, false)},
                    Ramp(9, 11), 1e-4);
    CheckFuseAgrees({FlipSpec(true, true), ResizeSpec(9, 4, method), CropSpec("center", 3, 3)},
                    Ramp(9, 11), 1e-4);
  }
}

TEST(FusionShufflesAreExactForLargeIntegers) {
  const TestImage image = Ramp<int32_t>(5, 7, 2000000001);
  const std::vector<StageSpec> stages = {FlipSpec(true, false), CropSpec("center", 3, 5),
                                         FlipSpec(true, true)};
  std::vector<double> expected;
  for (const int y : {3, 2, 1}) {
    for (int x = 1; x <= 5; ++x) expected.push_back(2000000001.0 + y * 7 + x);
  }
  CheckStages(stages, image, expected, 0);
}

TEST(FusionWholePixelMovesInsideTheImageAreCopies) {
  StageSpec right = TranslationSpec(0, 1.0 / 4, "reflect"),
            left = TranslationSpec(0, -1.0 / 4, "reflect");
  right.dtype = left.dtype = "input";
  CHECK_EQ(Described({right, left}, {2, 4, 1}, DType::kInt32),
           std::string("copy 2 stages -> 2x4; store int32"));
  CHECK_EQ(Described({right, CropSpec("center", 2, 2)}, {2, 4, 1}, DType::kInt32),
           std::string("crop 2 stages -> 2x2; store int32"));
  const TestImage image = Ramp<int32_t>(2, 4, 2000000001);
  const std::vector<double> values =
      RunPlan(*MakePlan({right, CropSpec("center", 2, 2)}), image).Values();
  CHECK(values == (std::vector<double>{2000000001, 2000000002, 2000000005, 2000000006}));
}

TEST(FusionHalfTurnIsAFlip) {
  CHECK_EQ(Described({RotationSpec(std::numbers::pi, "reflect")}, {6, 7, 3}, DType::kFloat32),
           std::string("flip 1 stage -> 6x7; store float32"));
}

TEST(FusionNothingToDoIsACopyThatStillConverts) {
  CHECK_EQ(Described({}, {2, 2, 1}), std::string("copy 0 stages -> 2x2; store uint8"));
  CHECK_EQ(Described({RotationSpec(0, "reflect")}, {2, 2, 1}),
           std::string("copy 1 stage -> 2x2; store float32"));
  StageSpec to_bytes = RotationSpec(0, "reflect");
  to_bytes.dtype = "uint8";
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CheckStages({to_bytes}, Image({1, 6, 1}, std::vector<float>{-3, .5f, 1.5f, 254.6f, 1e9f, nan}),
              {0, 0, 2, 255, 255, 0}, 0);
}

TEST(FusionComposesTheMatricesInOrder) {
  // Shift right by one pixel, then enlarge twice about the centre: x' = 1 + (x - 2) / 2, so column
  // 0 reads 0 - 1 + ... by hand: x'' = x' - 1 = (x - 2) / 2 + 2 - 1 -> 0 .5 1 1.5 2.
  const StageSpec zoom =
      Spec("zoom",
           Sampled({{"heightFactor", Num({0, 0})}, {"widthFactor", Num({-.5, -.5})}}, "nearest"));
  CheckStages({TranslationSpec(0, .2, "nearest"), zoom}, Ramp(1, 5), {0, .5, 1, 1.5, 2}, 1e-6);
  // Enlarge first: x' = x - 1, x'' = (x' - 2) / 2 + 2 = .5 1 1.5 2 2.5; the first column repeats
  // the edge of the zoomed image, 1, when done step by step.
  CHECK_NEAR(RunPlan(*MakePlan({zoom, TranslationSpec(0, .2, "nearest")}), Ramp(1, 5)).Values()[0],
             .5, 1e-6);
  CHECK_NEAR(
      RunPlan(*MakePlan({zoom, TranslationSpec(0, .2, "nearest")}, false), Ramp(1, 5)).Values()[0],
      1, 1e-6);
}

TEST(FusionSurvivesAbsurdNumbers) {
  const std::unique_ptr<Plan> plan = MakePlan(
      {TranslationSpec(0, 0, "wrap"), TranslationSpec(0, 0, "wrap"), RotationSpec(0, "wrap")});
  for (const double number : {1e300, -1e300, 1e18, 5e-324}) {
    const TestImage out = RunNumbers(*plan, Ramp(3, 4), {number, number, number, number, number});
    for (const double value : out.Values()) CHECK(value >= 0 && value <= 11);
  }
}

}  // namespace
}  // namespace imagepipeline::test
