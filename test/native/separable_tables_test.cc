// The tables that a plan keeps: never those of another size, dtype or target.
#include "runtime/separable_tables.h"

#include <thread>

#include "kernels_support.h"
#include "plan_support.h"

namespace imagepipeline::test {
namespace {

TestImage Noise(const Shape& shape, DType dtype, uint64_t seed) {
  Random random(seed);
  TestImage image(shape, dtype);
  for (uint8_t& byte : image.bytes) byte = static_cast<uint8_t>(random.Below(63));
  return image;
}

std::vector<TestImage> Images() {
  std::vector<TestImage> images;
  for (const DType dtype : {DType::kUint8, DType::kFloat32}) {
    for (const Shape& shape : {Shape{40, 50, 3}, Shape{50, 40, 3}, Shape{40, 50, 1}})
      images.push_back(Noise(shape, dtype, images.size()));
  }
  return images;
}

std::vector<StageSpec> TwoResizes() {
  return {ResizeSpec(33, 35, "bilinear"), ResizeSpec(21, 41, "bilinear", true)};
}

TEST(OnePlanResizesImagesOfAllKindsAsNewPlansDo) {
  const auto plan = MakePlan(TwoResizes());
  for (int round = 0; round < 2; ++round) {
    for (const TestImage& image : Images())
      CHECK(RunPlan(*plan, image).bytes == RunPlan(*MakePlan(TwoResizes()), image).bytes);
  }
}

TEST(TablesAreKeptForTheNextImageOfTheirSize) {
  const auto plan = MakePlan({ResizeSpec(33, 35)});
  const auto tables = [&](const Shape& shape, DType dtype) {
    return TablesOf(BuildPasses(*plan, shape, dtype, nullptr).front());
  };
  const auto first = tables({40, 50, 3}, DType::kUint8);
  CHECK(first == tables({40, 50, 3}, DType::kUint8));
  const auto other = tables({41, 50, 3}, DType::kUint8);
  CHECK(first != other);
  CHECK(other == tables({41, 50, 3}, DType::kUint8));
  CHECK(other != tables({41, 50, 3}, DType::kFloat32));
}

TEST(TablesOfAnotherBlurAreNotUsed) {
  const auto make = [] {
    return MakePlan({Spec("gaussian_blur",
                          {{"factor", Num({1, 1})},
                           {"kernelSize", Num({5, 5})},
                           {"sigma", Num({.5, 3})},
                           {"valueRange", Num({0, 255})}},
                          "input")});
  };
  const TestImage image = Noise({40, 50, 3}, DType::kUint8, 6);
  const auto kept = make();
  std::vector<std::vector<uint8_t>> results;
  for (const std::vector<double>& sigmas :
       {std::vector<double>{.5, .5}, {2, .5}, {.5, 2}, {.5, .5}}) {
    const std::vector<double> numbers = {1, sigmas[0], sigmas[1]};
    results.push_back(RunNumbers(*kept, image, numbers).bytes);
    CHECK(results.back() == RunNumbers(*make(), image, numbers).bytes);
  }
  CHECK(results[0] == results[3]);
  CHECK(results[0] != results[1] && results[1] != results[2] && results[2] != results[0]);
}

TEST(TablesOfAnotherTargetAreNotUsed) {
  const TestImage image = Noise({40, 50, 3}, DType::kUint8, 5);
  const auto plan = MakePlan(TwoResizes());
  const TestImage expected = RunPlan(*plan, image);
  for (const std::string& target : SupportedTargets()) {
    CHECK(ForceTarget(target));
    CHECK(RunPlan(*plan, image).bytes == expected.bytes);
  }
  CHECK(ForceTarget(""));
}

TEST(ThreadsShareThePlanWhileItsTablesChange) {
  const auto plan = MakePlan(TwoResizes());
  const std::vector<TestImage> images = Images();
  std::vector<TestImage> expected;
  for (const TestImage& image : images) expected.push_back(RunPlan(*plan, image));
  std::vector<int> wrong(4);
  std::vector<std::thread> threads;
  for (size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (size_t i = 0; i < 60; ++i) {
        const size_t which = (i + t) % images.size();
        wrong[t] += RunPlan(*plan, images[which]).bytes != expected[which].bytes;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : wrong) CHECK_EQ(count, 0);
}

}  // namespace
}  // namespace imagepipeline::test
