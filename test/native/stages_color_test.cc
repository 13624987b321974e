// The stages of colours and tones against values from Keras 3 or worked by hand.
#include <limits>

#include "plan_support.h"

namespace imagepipeline::test {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

ParamValue Bytes() { return Num({0, 255}); }
ParamValue Fixed(double value) { return Num({value, value}); }

StageSpec ColorSpec(const std::string& kind, double factor) {
  return Spec(kind, {{"factor", Fixed(factor)}, {"valueRange", Bytes()}});
}

TestImage Rgb() { return Image({1, 2, 3}, std::vector<float>{200, 100, 50, 90, 200, 120}); }

void CheckNumbers(const StageSpec& spec, const TestImage& image, const std::vector<double>& numbers,
                  const std::vector<double>& expected) {
  const std::unique_ptr<Plan> plan = MakePlan({spec});
  for (const ExecutorKind executor : {ExecutorKind::kFused, ExecutorKind::kReference}) {
    const std::vector<double> values = RunNumbers(*plan, image, numbers, executor).Values();
    if (!CHECK_EQ(values.size(), expected.size())) return;
    for (size_t i = 0; i < values.size(); ++i) CHECK_NEAR(values[i], expected[i], 1e-3);
  }
}

TEST(StageSaturation) {
  CheckStages({ColorSpec("saturation", .25)}, Rgb(), {200, 166.6667, 150, 163.3333, 200, 173.3333},
              1e-3);
  CheckNumbers(ColorSpec("saturation", 0), Rgb(), {1}, Rgb().Values());
  CheckNumbers(ColorSpec("saturation", 0), Rgb(), {-1e300}, {200, 200, 200, 200, 200, 200});
}

TEST(StageHue) {
  const StageSpec spec = ColorSpec("hue", 0);
  CheckNumbers(spec, Rgb(), {.1}, {200, 190, 50, 90, 200, 186});
  CheckNumbers(spec, Rgb(), {-.25}, {175, 50, 200, 200, 175, 90});
  CheckNumbers(spec, Rgb(), {.1 - 7}, {200, 190, 50, 90, 200, 186});
  CheckNumbers(spec, Image({1, 3, 1}, std::vector<float>{-1, 7, 300}), {.3}, {0, 7, 255});
}

TEST(StageColorDegenerationAndGrayscale) {
  CheckNumbers(ColorSpec("color_degeneration", 0), Rgb(), {.5},
               {162.09, 112.09, 87.09, 123.99, 178.99, 138.99});
  const StageSpec gray = Spec("grayscale", {{"probability", Num({1})}});
  CheckStages({gray}, Rgb(), {124.18, 124.18, 124.18, 157.981, 157.981, 157.981}, 1e-3);
  CheckNumbers(gray, Rgb(), {0}, Rgb().Values());
}

TEST(StageInvert) {
  const StageSpec spec = Spec("invert", {{"factor", Fixed(1)}, {"valueRange", Num({-1, 1})}});
  CheckStages({spec}, Image({1, 3, 1}, std::vector<float>{-1, .25, 3}), {1, -.25, -3}, 0);
  CheckNumbers(spec, Ramp(1, 3), {0}, {0, 1, 2});
}

TEST(StageSolarize) {
  const StageSpec spec =
      Spec("solarize",
           {{"additionFactor", Fixed(0)}, {"thresholdFactor", Fixed(0)}, {"valueRange", Bytes()}});
  CheckStages({spec}, Rgb(), {55, 155, 205, 165, 55, 135}, 0);
  CheckNumbers(spec, Rgb(), {10, 128}, {45, 110, 60, 100, 45, 125});
}

TEST(StagePosterize) {
  const auto spec = [](double lo, double hi) {
    return Spec("posterize", {{"bits", Num({lo, hi})}, {"valueRange", Bytes()}});
  };
  const TestImage image = Image({1, 4, 1}, std::vector<uint8_t>{200, 50, 31, 255});
  CheckStages({spec(3, 3)}, image, {192, 32, 0, 224}, 0);
  Status status;
  for (const StageSpec& wrong : {spec(0, 3), spec(1, 9), spec(1.5, 2)}) {
    Program program;
    program.stages = {wrong};
    CHECK(Plan::Create(program, &status) == nullptr);
    CHECK_EQ(status.message(), std::string("posterize: bits must be whole numbers within 1..8"));
  }
}

TEST(StageAutoContrast) {
  const StageSpec spec = Spec("auto_contrast", {{"valueRange", Bytes()}});
  CheckStages({spec}, Image({2, 3, 1}, std::vector<uint8_t>{50, 100, 100, 200, 50, 75}),
              {0, 85, 85, 255, 0, 42.5});
  // Flat, and hardly not.
  CheckStages({spec}, Image({1, 2, 2}, std::vector<float>{300, 5e-41f, 300, 0}), {300, 0, 300, 0},
              1e-3);
  const std::vector<double> values =
      RunPlan(*MakePlan({spec}), Image({1, 2, 2}, std::vector<float>{1, 9, kNaN, 3})).Values();
  CHECK_EQ(values[0], 1);
  CHECK(std::isnan(values[2]));
  CHECK_EQ(values[1], 255);
  CHECK_EQ(values[3], 0);
}

TEST(StageEqualize) {
  const auto spec = [](double bins, std::vector<double> range) {
    return Spec("equalize", {{"bins", Num({bins})}, {"valueRange", Num(std::move(range))}});
  };
  const TestImage image = Image({2, 3, 1}, std::vector<uint8_t>{50, 100, 100, 200, 50, 75});
  CheckStages({spec(256, {0, 255})}, image, {0, 191, 191, 255, 0, 64}, 0);
  CheckStages({spec(4, {0, 255})}, image, {0, 170, 170, 255, 0, 0}, 0);
  CheckStages({spec(1, {0, 255})}, image, image.Values(), 0);
  Status status;
  for (const StageSpec& wrong : {spec(0, {0, 1}), spec(65537, {0, 1})}) {
    Program program;
    program.stages = {wrong};
    CHECK(Plan::Create(program, &status) == nullptr);
    CHECK_EQ(status.message(), std::string("equalize: bins must be within 1..65536"));
  }
}

TEST(StagesOfColorsTakeGrayRgbAndAlphaOnly) {
  const StageSpec gray = Spec("grayscale", {{"probability", Num({1})}});
  for (const StageSpec& spec : {ColorSpec("saturation", 0), ColorSpec("hue", 0),
                                ColorSpec("color_degeneration", 0), gray}) {
    const std::unique_ptr<Plan> plan = MakePlan({spec});
    for (const int64_t channels : {1, 2, 3, 4, 5}) {
      const double number = 1;
      Shape shape;
      DType dtype;
      const Status status = plan->Output({2, 2, channels}, DType::kUint8, &number, &shape, &dtype);
      CHECK_EQ(status.code(), std::string(channels == 2 || channels == 5 ? "E_CHANNELS" : ""));
    }
  }
}

}  // namespace
}  // namespace imagepipeline::test
