// Masks move as their images do: the same passes, nearest reads, their own dtype and fill value.
#include <numbers>

#include "plan_support.h"

namespace imagepipeline::test {
namespace {

constexpr int32_t kBig = (1 << 24) + 1;  // no float32 holds it
constexpr double kEighthTurn = std::numbers::pi / 4;

TestImage RunMask(const Plan& plan, const Shape& image, const TestImage& mask, float fill = 0,
                  ExecutorKind executor = ExecutorKind::kFused, DType dtype = DType::kUint8) {
  const std::vector<double> numbers = DrawNumbers(plan, image);
  Shape shape;
  DType image_dtype = dtype;
  CHECK_EQ(plan.Output(image, dtype, numbers.data(), &shape, &image_dtype).message(),
           std::string());
  shape.channels = mask.shape.channels;
  TestImage out(shape, mask.dtype);
  Scratch scratch;
  const Status status = ExecuteMask(executor, plan, {image, dtype, fill}, mask.View(),
                                    numbers.data(), out.Target(), &scratch);
  CHECK_EQ(status.message(), std::string());
  return out;
}

TEST(MaskKeepsInt32Exactly) {
  const TestImage mask = Ramp<int32_t>(6, 5, kBig);
  const auto plan = MakePlan({TranslationSpec(1.0 / 6, 0), RotationSpec(std::numbers::pi)});
  for (const ExecutorKind executor : {ExecutorKind::kFused, ExecutorKind::kReference}) {
    const std::vector<int32_t> out = RunMask(*plan, {6, 5, 3}, mask, 7, executor).As<int32_t>();
    // Moved down by a row and turned upside down: row 5 shows the fill value.
    for (int32_t y = 0; y < 6; ++y) {
      for (int32_t x = 0; x < 5; ++x) {
        CHECK_EQ(out[static_cast<size_t>(y * 5 + x)], y == 5 ? 7 : kBig + (4 - y) * 5 + (4 - x));
      }
    }
  }
}

TEST(MaskWarpKeepsEveryInt32) {
  // Values whose bits are NaNs of float32, through a map that no copy can stand in for.
  std::vector<int32_t> values;
  for (int32_t i = 0; i < 49; ++i) values.push_back(i % 3 == 0 ? -1 - i : 0x7fc00001 + i);
  const TestImage mask = Image<int32_t>({7, 7, 1}, values);
  const auto plan = MakePlan({RotationSpec(.3, "reflect")});
  const auto fused = RunMask(*plan, {7, 7, 1}, mask).As<int32_t>();
  CHECK(fused != values);
  CHECK(fused == RunMask(*plan, {7, 7, 1}, mask, 0, ExecutorKind::kReference).As<int32_t>());
}

TEST(MaskReadsNearestWhereTheImageIsInterpolated) {
  const TestImage mask = Image<uint8_t>({1, 4, 1}, {1, 2, 3, 4});
  const auto shift = MakePlan({TranslationSpec(0, .1)});  // by 0.4 pixels
  CHECK(RunMask(*shift, {1, 4, 3}, mask, 9).As<uint8_t>() == std::vector<uint8_t>({1, 2, 3, 4}));
  const auto further = MakePlan({TranslationSpec(0, .15)});  // by 0.6
  CHECK(RunMask(*further, {1, 4, 3}, mask, 9).As<uint8_t>() == std::vector<uint8_t>({9, 1, 2, 3}));
  const auto reflect = MakePlan({TranslationSpec(0, .5, "reflect")});
  CHECK(RunMask(*reflect, {1, 4, 3}, mask, 9).As<uint8_t>() == std::vector<uint8_t>({2, 1, 1, 2}));
}

TEST(MaskResizesPickPixels) {
  const TestImage mask = Image<uint8_t>({2, 2, 1}, {10, 20, 30, 40});
  for (const char* method : {"bilinear", "lanczos3", "area", "nearest"}) {
    const auto plan = MakePlan({ResizeSpec(2, 4, method, method[0] == 'l')});
    CHECK(RunMask(*plan, {2, 2, 3}, mask).As<uint8_t>() ==
          std::vector<uint8_t>({10, 10, 20, 20, 30, 30, 40, 40}));
  }
  const auto padded = MakePlan({ResizeSpec(2, 6, "bilinear", false, "pad", 100)});
  CHECK(RunMask(*padded, {2, 2, 3}, mask, 5).As<uint8_t>() ==
        std::vector<uint8_t>({5, 5, 10, 20, 5, 5, 5, 5, 30, 40, 5, 5}));
}

TEST(MaskSharesMovesAsItsImageDoes) {
  const Shape image = {9, 9, 1};
  const TestImage mask = Ramp<uint8_t>(9, 9, 1);
  const StageSpec there = RotationSpec(kEighthTurn), back = RotationSpec(-kEighthTurn);
  // One resample of the image: nothing is lost.
  CHECK(RunMask(*MakePlan({there, back}), image, mask).bytes == mask.bytes);
  // Two: the corners are gone, as from the image.
  const TestImage between = RunMask(*MakePlan({there}), image, mask);
  const TestImage twice = RunMask(*MakePlan({back}), image, between);
  CHECK(twice.bytes != mask.bytes);
  CHECK(RunMask(*MakePlan({there, back}, false), image, mask).bytes == twice.bytes);
  CHECK(RunMask(*MakePlan({there, RescaleSpec(2, 0), back}), image, mask).bytes == twice.bytes);
  // The image samples in two ways that are one way for masks.
  const StageSpec other = RotationSpec(-kEighthTurn, "constant", "nearest", 3);
  CHECK(RunMask(*MakePlan({there, other}), image, mask).bytes == twice.bytes);
}

TEST(MaskIgnoresArithmetic) {
  const TestImage mask = Ramp<uint16_t>(2, 3);
  const auto plan = MakePlan({FlipSpec(true, false), RescaleSpec(3, 1, "uint8")});
  const TestImage out = RunMask(*plan, {2, 3, 3}, mask);
  CHECK(out.As<uint16_t>() == std::vector<uint16_t>({2, 1, 0, 5, 4, 3}));
}

TEST(MaskOfAnotherSizeIsRefused) {
  const auto plan = MakePlan({FlipSpec(true, false)});
  const TestImage mask = Ramp<uint8_t>(2, 3);
  TestImage out({2, 4, 1}, DType::kUint8);
  Scratch scratch;
  const std::vector<double> numbers = DrawNumbers(*plan, {2, 4, 1});
  CHECK_EQ(ExecuteMask(ExecutorKind::kFused, *plan, {{2, 4, 1}, DType::kUint8, 0}, mask.View(),
                       numbers.data(), out.Target(), &scratch)
               .code(),
           std::string("E_SHAPE"));
}

std::unique_ptr<Plan> MaskPlan(std::vector<StageSpec> stages) {
  Program program;
  program.role = Role::kMask;
  program.mask_fill_value = 8;
  program.stages = std::move(stages);
  Status status;
  std::unique_ptr<Plan> plan = Plan::Create(program, &status);
  CHECK_EQ(status.message(), std::string());
  return plan;
}

TEST(PlanOfMasksOnlyMoves) {
  const TestImage mask = Image<int32_t>({1, 4, 1}, {kBig, 2, 3, 4});
  // A rescale of three channels cannot take a mask, and does nothing to it.
  const StageSpec channels = Spec("rescale", {{"scale", Num({2, 2, 2})}, {"offset", Num({0})}});
  const auto plan = MaskPlan({channels, TranslationSpec(0, .25), RescaleSpec(2, 0)});
  for (const ExecutorKind executor : {ExecutorKind::kFused, ExecutorKind::kReference}) {
    const TestImage out = RunPlan(*plan, mask, executor);
    CHECK(out.dtype == DType::kInt32);
    CHECK(out.As<int32_t>() == std::vector<int32_t>({8, kBig, 2, 3}));
  }
}

}  // namespace
}  // namespace imagepipeline::test
