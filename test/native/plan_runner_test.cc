// A PlanRunner gives what Execute() does, whatever it kept of the images before.
#include "runtime/plan_runner.h"

#include <cmath>

#include "program/checked_passes.h"
#include "random_program.h"

namespace imagepipeline::test {
namespace {

constexpr ExecutorKind kFused = ExecutorKind::kFused;

CallKey KeyAt(uint64_t index) {
  CallKey call;
  call.key.seed = 11;
  call.key.index = call.batch_index = index;
  return call;
}

// What a plan of its own makes of the image.
TestImage Expected(const Program& program, const TestImage& image, const CallKey& call,
                   ExecutorKind executor = kFused) {
  Status status;
  const std::unique_ptr<Plan> plan = Plan::Create(program, &status);
  return RunNumbers(*plan, image, DrawNumbers(*plan, image.shape, call), executor);
}

// The image read from its end, so that other pixels stand everywhere.
TestImage Reversed(const TestImage& image) {
  TestImage result = image;
  const size_t size = SizeOf(image.dtype);
  for (size_t i = 0, j = result.bytes.size(); i + size <= result.bytes.size(); i += size) {
    j -= size;
    std::memcpy(result.bytes.data() + i, image.bytes.data() + j, size);
  }
  return result;
}

TestImage WithoutLastRow(const TestImage& image) {
  TestImage result = image;
  if (image.shape.height == 1) return result;
  result.shape.height -= 1;
  result.bytes.resize(static_cast<size_t>(result.shape.ValueCount()) * SizeOf(image.dtype));
  return result;
}

TEST(RunnersGiveTheBitsOfExecute) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    const RandomProgram random(seed);
    Status status;
    const std::unique_ptr<Plan> plan = Plan::Create(random.program, &status);
    PlanRunner drawing(*plan), given(*plan);
    Scratch scratch;
    const TestImage images[] = {random.image, Reversed(random.image), WithoutLastRow(random.image)};
    const struct {
      size_t image;
      uint64_t index;
      ExecutorKind executor;
    } calls[] = {{0, 0, kFused}, {1, 0, kFused}, {1, 1, kFused}, {0, 1, ExecutorKind::kReference},
                 {0, 1, kFused}, {2, 1, kFused}, {0, 2, kFused}, {0, 3, kFused},
                 {1, 3, kFused}};
    for (const auto& [at, index, executor] : calls) {
      const TestImage& image = images[at];
      const TestImage expected = Expected(random.program, image, KeyAt(index), executor);
      TestImage drawn(expected.shape, expected.dtype), replayed(expected.shape, expected.dtype);
      status = drawing.Run(executor, image.View(), KeyAt(index), drawn.Target(), &scratch);
      const bool draws = status.ok() && drawn.bytes == expected.bytes;
      const std::vector<double> numbers = DrawNumbers(*plan, image.shape, KeyAt(index));
      status = given.Run(executor, image.View(), numbers.data(), replayed.Target(), &scratch);
      const bool replays = status.ok() && replayed.bytes == expected.bytes;
      if (!CHECK(draws) || !CHECK(replays))
        std::cout << "  seed " << seed << " image " << at << " index " << index << "\n";
    }
  }
}

TEST(WhatRunnersKeepServesEveryTarget) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const RandomProgram random(seed);
    Status status;
    const std::unique_ptr<Plan> plan = Plan::Create(random.program, &status);
    const TestImage expected = Expected(random.program, random.image, KeyAt(1));
    PlanRunner runner(*plan);
    Scratch scratch;
    for (const std::string& target : SupportedTargets()) {
      CHECK(ForceTarget(target));
      TestImage out(expected.shape, expected.dtype);
      status = runner.Run(kFused, random.image.View(), KeyAt(1), out.Target(), &scratch);
      CHECK(status.ok() && out.bytes == expected.bytes);
    }
    ForceTarget("");
  }
}

// The contrast is 0.5 each time, the mean is that of each image.
TEST(StatisticsAreThoseOfTheImageAtHand) {
  const auto plan =
      MakePlan({Spec("contrast", {{"factor", Num({.5, -.5})}, {"valueRange", Num({0, 255})}})});
  PlanRunner runner(*plan);
  Scratch scratch;
  TestImage out({1, 2, 1}, DType::kFloat32);
  CHECK(
      runner.Run(kFused, Image({1, 2, 1}, {10, 30}).View(), KeyAt(0), out.Target(), &scratch).ok());
  CHECK(out.As<float>() == std::vector<float>({15, 25}));
  CHECK(runner.Run(kFused, Image({1, 2, 1}, {100, 140}).View(), KeyAt(0), out.Target(), &scratch)
            .ok());
  CHECK(out.As<float>() == std::vector<float>({110, 130}));
}

TEST(RunnersGoOnBehindAnError) {
  const auto plan = MakePlan({Spec("normalize", {{"mean", Num({1, 2, 3})},
                                                 {"variance", Num({4, 4, 4})},
                                                 {"shape", Num({1, 1, 3})},
                                                 {"invert", Num({0})}}),
                              RescaleSpec(2, 0)});
  PlanRunner runner(*plan);
  Scratch scratch;
  const TestImage pixel = Image({1, 1, 3}, {3, 4, 5}), gray = Image({1, 1, 1}, {3});
  for (int round = 0; round < 2; ++round) {
    TestImage out(pixel.shape, DType::kFloat32);
    CHECK(runner.Run(kFused, pixel.View(), KeyAt(0), out.Target(), &scratch).ok());
    CHECK(out.As<float>() == std::vector<float>({2, 2, 2}));
    const Status refused = runner.Run(kFused, gray.View(), KeyAt(0), out.Target(), &scratch);
    CHECK_EQ(refused.code(), std::string("E_CHANNELS"));
    TestImage wide({1, 2, 3}, DType::kFloat32);
    const Status ragged = runner.Run(kFused, pixel.View(), KeyAt(0), wide.Target(), &scratch);
    CHECK_EQ(ragged.code(), std::string("E_RAGGED"));
  }
}

TEST(PassesAreCheckedAsOutputsAre) {
  const auto plan = MakePlan({RotationSpec(.1)});
  std::vector<Pass> passes;
  const double numbers[] = {std::nan("")};
  Shape shape;
  DType dtype = DType::kFloat32;
  for (const Shape& input : {Shape{4, 4, 1}, Shape{0, 4, 1}}) {
    const Status expected = plan->Output(input, DType::kUint8, numbers, &shape, &dtype);
    const Status found = CheckedPasses(*plan, input, DType::kUint8, numbers, &passes);
    CHECK(!found.ok());
    CHECK_EQ(found.code(), expected.code());
    CHECK_EQ(found.message(), expected.message());
  }
}

}  // namespace
}  // namespace imagepipeline::test
