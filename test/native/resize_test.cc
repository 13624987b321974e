// Resizes against TensorFlow 2.21 on small inputs, for both executors, which share no weights.
#include "plan_support.h"

namespace imagepipeline::test {
namespace {

struct Row {
  const char* method;
  bool antialias;
  std::vector<double> expected;
};

TestImage Q4() { return Image({1, 4, 1}, std::vector<float>{10, 20, 40, 80}); }

void CheckRows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const auto size = static_cast<double>(row.expected.size());
    CheckStages({ResizeSpec(1, size, row.method, row.antialias)}, Q4(), row.expected);
    // The same along y, with two channels.
    std::vector<float> doubled;
    std::vector<double> expected;
    for (const float value : {10.f, 20.f, 40.f, 80.f})
      doubled.insert(doubled.end(), {value, -value});
    for (const double value : row.expected) expected.insert(expected.end(), {value, -value});
    CheckStages({ResizeSpec(size, 1, row.method, row.antialias)}, Image({4, 1, 2}, doubled),
                expected);
  }
}

TEST(ResizeMatchesTensorFlow) {
  CheckRows({
      {"nearest", false, {20, 80}},
      {"nearest", false, {10, 40, 80}},
      {"nearest", false, {10, 10, 20, 20, 40, 40, 80, 80}},
      {"bilinear", false, {15, 60}},
      {"bilinear", false, {11.66667, 30, 73.33334}},
      {"bilinear", false, {10, 12.5, 17.5, 25, 35, 50, 70, 80}},
      {"bicubic", false, {13.52941, 62.35294}},
      {"bicubic", false, {10.92103, 28.125, 75.65715}},
      {"bicubic",
       false,
       {9.11765, 11.45985, 16.41222, 23.82812, 33.35938, 50.22901, 72.84672, 83.52942}},
      {"area", false, {15, 60}},
      {"area", false, {12.5, 30, 70}},
      {"area", false, {10, 10, 20, 20, 40, 40, 80, 80}},
      {"lanczos3", false, {13.37408, 63.78973}},
      {"lanczos3", false, {10.5859, 25.71428, 75.93269}},
      {"lanczos3",
       false,
       {9.45621, 11.0757, 16.63511, 22.77724, 30.9494, 51.88226, 73.40344, 84.46329}},
      {"lanczos5", false, {15.62085, 62.8085}},
      {"lanczos5",
       false,
       {7.88195, 12.69388, 18.22578, 21.25106, 30.05843, 51.62347, 72.38992, 85.69183}},
      {"gaussian", false, {15, 60}},
      {"gaussian", false, {12.08609, 30, 71.65566}},
      {"gaussian",
       false,
       {10.47426, 12.68941, 18.10741, 24.83874, 36.21483, 49.67748, 69.24234, 78.10297}},
      {"mitchellcubic", false, {14.16108, 61.34228}},
      {"mitchellcubic",
       false,
       {9.69108, 12.06955, 17.01454, 24.47048, 34.38368, 50.55603, 70.85666, 81.2357}},
  });
}

TEST(ResizeAntialiasMatchesTensorFlow) {
  CheckRows({
      {"nearest", true, {20, 80}},
      {"bilinear", true, {18.57143, 54.28572}},
      {"bilinear", true, {13, 30, 68}},
      {"bicubic", true, {15.57851, 57.06612}},
      {"bicubic", true, {11.32723, 28.94396, 71.25858}},
      {"area", true, {15, 60}},
      {"lanczos3", true, {14.01856, 57.82835}},
      {"lanczos5", true, {13.27658, 58.19859}},
      {"gaussian", true, {20.14262, 52.88383}},
      {"gaussian", true, {13.62942, 31.43024, 66.42561}},
      {"mitchellcubic", true, {17.71498, 54.95169}},
      {"mitchellcubic", true, {12.35536, 30.11824, 68.84016}},
  });
}

TEST(ResizeKeepsIntegers) {
  CheckStages({ResizeSpec(1, 2)}, Image({1, 4, 1}, std::vector<uint8_t>{10, 21, 40, 81}), {16, 60},
              0);
  CheckStages({ResizeSpec(1, 8, "bicubic")}, Image({1, 4, 1}, std::vector<uint8_t>{0, 255, 0, 255}),
              {0, 54, 216, 215, 40, 39, 201, 255}, 0);
}

TEST(ResizeToAspectRatio) {
  CheckStages({ResizeSpec(2, 2, "nearest", false, "crop")}, Ramp(2, 5), {1, 2, 6, 7}, 0);
  // The padding of one pixel is odd and dropped.
  CheckStages({ResizeSpec(4, 4, "nearest", false, "pad")}, Ramp(2, 3, 1),
              {1, 2, 2, 3, 1, 2, 2, 3, 4, 5, 5, 6, 4, 5, 5, 6}, 0);
  // 2 x 4 padded to 4 x 4 with 9, then halved: rows of 9 0 / 4 9 meet nobody, so rows average 9|9,
  // x|x.
  CheckStages({ResizeSpec(4, 4, "bilinear", false, "pad", 9)}, Ramp<uint8_t>(2, 4),
              {9, 9, 9, 9, 0, 1, 2, 3, 4, 5, 6, 7, 9, 9, 9, 9}, 0);
  CheckStages({ResizeSpec(2, 2, "bilinear", false, "pad", 9)}, Ramp(2, 4), {4.75, 5.75, 6.75, 7.75},
              1e-6);
}

TEST(ResizeOfOnePixelAndToOnePixel) {
  for (const char* method : {"nearest", "bilinear", "bicubic", "area", "lanczos3", "lanczos5",
                             "gaussian", "mitchellcubic"}) {
    CheckStages({ResizeSpec(3, 2, method)}, Image({1, 1, 1}, std::vector<float>{7}),
                {7, 7, 7, 7, 7, 7});
  }
  CheckStages({ResizeSpec(1, 1, "area")}, Ramp(3, 5, 1), {8});
}

TEST(ResizeNearestKeepsLargeIntegers) {
  const TestImage image = Image({1, 2, 1}, std::vector<int32_t>{16777217, -16777219});
  CheckStages({ResizeSpec(1, 4, "nearest")}, image, {16777217, 16777217, -16777219, -16777219}, 0);
}

TEST(ResizeSameSizeIsACopy) {
  const TestImage image = Image({1, 2, 1}, std::vector<int32_t>{16777217, -16777219});
  for (const char* method : {"bilinear", "bicubic", "area"})
    CheckStages({ResizeSpec(1, 2, method)}, image, {16777217, -16777219}, 0);
}

}  // namespace
}  // namespace imagepipeline::test
