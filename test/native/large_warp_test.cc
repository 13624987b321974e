// Warps of sources that do not stay in the caches, which are made block by block and may read
// copies of them: the bits of single rows.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "kernels_support.h"
#include "plan_support.h"
#include "program/passes.h"
#include "runtime/cache_sizes.h"

namespace imagepipeline::test {
namespace {

TestImage Noise(const Shape& shape, DType dtype, uint64_t seed) {
  TestImage image(shape, dtype);
  Random random(seed);
  std::vector<uint8_t> bytes(image.bytes.size());
  for (uint8_t& byte : bytes) byte = random.Byte();
  if (dtype == DType::kUint8) {
    image.bytes = bytes;
    return image;
  }
  std::vector<float> values(bytes.size() / 4);
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(bytes[4 * i]);
  std::memcpy(image.bytes.data(), values.data(), bytes.size());
  return image;
}

// Row after row from the image itself.
TestImage SampleRows(const WarpMove& move, const TestImage& image, const Shape& shape,
                     DType dtype) {
  TestImage out(shape, dtype);
  const KernelTable& kernels = Kernels();
  for (int64_t y = 0; y < shape.height; ++y) {
    for (int64_t x = 0; x < shape.width; x += kAffineBlock) {
      const BlockStart start = StartBlock(move.output_to_window, x, y);
      const auto count = static_cast<int>(std::min<int64_t>(kAffineBlock, shape.width - x));
      uint8_t* to = Row(out.Target(), y) + x * static_cast<int64_t>(PixelBytes(shape, dtype));
      if (dtype == DType::kUint8) {
        kernels.sample_affine_bytes(image.View(), {&start, 1, count, 0}, move.fill_mode, 0, to);
      } else {
        kernels.sample_affine(image.View(), {&start, 1, count, 0}, Interpolation::kBilinear,
                              move.fill_mode, 0, reinterpret_cast<float*>(to));
      }
    }
  }
  return out;
}

void CheckWarp(const TestImage& image, double angle_rad, double zoom, const char* fill_mode,
               const char* dtype) {
  const std::vector<StageSpec> stages = {
      Spec("rotation", Sampled({{"angleRad", Num({angle_rad, angle_rad})}}, fill_mode), dtype),
      Spec("zoom",
           Sampled({{"heightFactor", Num({zoom, zoom})}, {"widthFactor", Num({zoom, zoom})}},
                   fill_mode),
           dtype)};
  const auto plan = MakePlan(stages);
  const std::vector<double> numbers = DrawNumbers(*plan, image.shape);
  const std::vector<Pass> passes = BuildPasses(*plan, image.shape, image.dtype, numbers.data());
  CHECK_EQ(passes.size(), size_t{1});
  const auto* move = std::get_if<WarpMove>(&passes[0].move);
  if (!CHECK(move != nullptr && move->top == 0 && move->left == 0)) return;
  const TestImage fused = RunNumbers(*plan, image, numbers);
  CHECK(fused.bytes == SampleRows(*move, image, fused.shape, fused.dtype).bytes);
}

constexpr const char* kModes[] = {"constant", "nearest", "reflect", "wrap"};

void CheckShape(const Shape& shape, DType dtype) {
  const double quarter = std::acos(0.0);
  const TestImage image = Noise(shape, dtype, static_cast<uint64_t>(shape.width));
  int trial = 0;
  for (const double angle : {quarter, -quarter + 0.002, 0.7, 2.0, -0.01}) {
    const double zoom = trial % 3 == 0 ? 0.1 : trial % 3 == 1 ? -0.4 : 3.0;
    CheckWarp(image, angle, zoom, kModes[trial % 4], trial % 2 == 0 ? "input" : "float32");
    ++trial;
  }
}

// Rows that share sets of a cache, and rows that do not.
TEST(LargeWarpsOfFloatsSameBits) {
  CheckShape({330, 256, 4}, DType::kFloat32);
  CheckShape({90, 1024, 3}, DType::kFloat32);
  CheckShape({300, 301, 3}, DType::kFloat32);
  CheckShape({600, 512, 1}, DType::kFloat32);
}

TEST(LargeWarpsOfBytesSameBits) {
  CheckShape({520, 1024, 3}, DType::kUint8);
  CheckShape({300, 1000, 4}, DType::kUint8);
}

// Whole rows at once, as long as a block, longer, and longer than all blocks of a call.
TEST(WideUnturnedWarpsSameBits) {
  for (const int64_t width : {256, 257, 700, 2048, 5000}) {
    for (const DType dtype : {DType::kUint8, DType::kFloat32}) {
      const auto row_bytes = 3 * width * static_cast<int64_t>(SizeOf(dtype));
      const Shape shape = {kSecondCacheBytes / row_bytes + 2, width, 3};
      const TestImage image = Noise(shape, dtype, static_cast<uint64_t>(width));
      for (const char* fill_mode : kModes) {
        CheckWarp(image, 0, 0.2, fill_mode, "input");
        CheckWarp(image, 0, -0.3, fill_mode, "input");
      }
    }
  }
}

// A quarter turn for every border, so that blocks lie across each side.
TEST(LargeQuarterTurnsSameBits) {
  const TestImage image = Noise({340, 256, 4}, DType::kFloat32, 3);
  for (const char* fill_mode : kModes) {
    CheckWarp(image, std::acos(0.0), 0.3, fill_mode, "float32");
    CheckWarp(image, -std::acos(0.0), -0.2, fill_mode, "float32");
  }
}

}  // namespace
}  // namespace imagepipeline::test
