// Nearest resizes of every pixel size, against the pixels that the definition names.
#include <cmath>
#include <cstring>

#include "kernels_support.h"
#include "plan_support.h"

namespace imagepipeline::test {
namespace {

// Half-pixel centres.
size_t SourceOf(int64_t i, int64_t input_size, int64_t output_size) {
  const double scale = static_cast<double>(input_size) / static_cast<double>(output_size);
  return static_cast<size_t>(std::floor((static_cast<double>(i) + 0.5) * scale));
}

void CheckNearest(const TestImage& in, int64_t height, int64_t width) {
  const TestImage out = RunPlan(
      *MakePlan({ResizeSpec(static_cast<double>(height), static_cast<double>(width), "nearest")}),
      in);
  const size_t pixel = static_cast<size_t>(in.shape.channels) * SizeOf(in.dtype);
  const auto in_width = static_cast<size_t>(in.shape.width);
  CHECK_EQ(out.bytes.size(), static_cast<size_t>(height * width) * pixel);
  for (int64_t y = 0; y < height; ++y) {
    for (int64_t x = 0; x < width; ++x) {
      const size_t from =
          SourceOf(y, in.shape.height, height) * in_width + SourceOf(x, in.shape.width, width);
      const auto to = static_cast<size_t>(y * width + x);
      CHECK(std::memcmp(out.bytes.data() + to * pixel, in.bytes.data() + from * pixel, pixel) == 0);
    }
  }
}

TEST(NearestResizePicksTheNamedPixels) {
  Random random(23);
  for (const DType dtype : {DType::kUint8, DType::kUint16, DType::kInt32, DType::kFloat32}) {
    for (const int64_t channels : {1, 2, 3, 4, 5}) {
      for (const auto& [height, width] : {std::pair(8, 10), std::pair(1, 1), std::pair(5, 3)}) {
        TestImage image({height, width, channels}, dtype);
        // Small floats and integers of any dtype: no NaN.
        for (uint8_t& byte : image.bytes) byte = static_cast<uint8_t>(random.Below(63));
        for (const auto& [rows, columns] :
             {std::pair(4, 5), std::pair(16, 20), std::pair(1, 40), std::pair(24, 1)})
          CheckNearest(image, rows, columns);
      }
    }
  }
}

TEST(NearestResizePadsEveryPixelSize) {
  for (const int64_t channels : {1, 2, 3, 4}) {
    TestImage image({1, 3, channels}, DType::kUint8);
    for (size_t i = 0; i < image.bytes.size(); ++i) image.bytes[i] = static_cast<uint8_t>(i + 1);
    // To 3 x 3: a row of padding above and below.
    const TestImage rows =
        RunPlan(*MakePlan({ResizeSpec(3, 3, "nearest", false, "pad", 9)}), image);
    std::vector<uint8_t> expected(static_cast<size_t>(3 * channels), 9);
    expected.insert(expected.end(), image.bytes.begin(), image.bytes.end());
    expected.insert(expected.end(), static_cast<size_t>(3 * channels), 9);
    CHECK(rows.bytes == expected);
    TestImage tall({3, 1, channels}, DType::kUint8);
    tall.bytes = image.bytes;
    const TestImage columns =
        RunPlan(*MakePlan({ResizeSpec(3, 3, "nearest", false, "pad", 9)}), tall);
    const auto pixel = static_cast<size_t>(channels);
    for (size_t i = 0; i < columns.bytes.size(); ++i) {
      const size_t x = i / pixel % 3, y = i / pixel / 3;
      CHECK_EQ(columns.bytes[i], x == 1 ? tall.bytes[y * pixel + i % pixel] : uint8_t{9});
    }
  }
}

}  // namespace
}  // namespace imagepipeline::test
