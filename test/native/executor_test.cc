// The two executors against each other, and the promises that hold for every program.
#include <algorithm>
#include <thread>

#include "random_program.h"

namespace imagepipeline::test {
namespace {

std::unique_ptr<Plan> PlanOf(const Program& program) {
  Status status;
  std::unique_ptr<Plan> plan = Plan::Create(program, &status);
  CHECK_EQ(status.message(), std::string());
  return plan;
}

std::vector<double> NumbersOf(const Plan& plan, const TestImage& image, uint64_t seed) {
  CallKey call;
  call.key.seed = seed;
  return DrawNumbers(plan, image.shape, call);
}

bool CheckClose(const TestImage& fused, const TestImage& reference, double tolerance) {
  const std::vector<double> a = fused.Values(), b = reference.Values();
  if (!CHECK_EQ(a.size(), b.size())) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!CHECK_NEAR(a[i], b[i], tolerance)) return false;
  }
  return true;
}

TEST(ExecutorsAgreeOnRandomPrograms) {
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    const RandomProgram random(seed);
    const std::unique_ptr<Plan> plan = PlanOf(random.program);
    if (plan == nullptr) return;
    const std::vector<double> numbers = NumbersOf(*plan, random.image, seed);
    const TestImage fused = RunNumbers(*plan, random.image, numbers, ExecutorKind::kFused);
    const TestImage reference = RunNumbers(*plan, random.image, numbers, ExecutorKind::kReference);
    if (CheckClose(fused, reference, random.Tolerance())) continue;
    std::cout << "  seed " << seed << ":\n"
              << DescribePasses(*plan, random.image.shape, random.image.dtype, numbers.data())
              << "\n";
    return;
  }
}

TEST(ExecutorGivesTheSameBitsOnEveryTarget) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    const RandomProgram random(seed);
    const std::unique_ptr<Plan> plan = PlanOf(random.program);
    const std::vector<double> numbers = NumbersOf(*plan, random.image, seed);
    const TestImage best = RunNumbers(*plan, random.image, numbers);
    for (const std::string& target : SupportedTargets()) {
      CHECK(ForceTarget(target));
      const bool equal = RunNumbers(*plan, random.image, numbers).bytes == best.bytes;
      if (!CHECK(equal)) std::cout << "  seed " << seed << " on " << target << "\n";
    }
    ForceTarget("");
  }
}

TEST(ExecutorReadsWindowsOfLargerImages) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const RandomProgram random(seed);
    const std::unique_ptr<Plan> plan = PlanOf(random.program);
    const std::vector<double> numbers = NumbersOf(*plan, random.image, seed);
    TestImage expected = RunNumbers(*plan, random.image, numbers);
    // The same rows, further apart and from an odd address; exactly as long as the last row needs.
    const ConstImage packed = random.image.View();
    const int64_t stride = packed.stride_bytes + 7;
    std::vector<uint8_t> spread(
        static_cast<size_t>(1 + stride * (packed.shape.height - 1) + packed.stride_bytes), 0xAB);
    for (int64_t y = 0; y < packed.shape.height; ++y) {
      std::memcpy(spread.data() + 1 + y * stride, Row(packed, y),
                  static_cast<size_t>(packed.stride_bytes));
    }
    TestImage out(expected.shape, expected.dtype);
    Scratch scratch;
    const ConstImage window = {spread.data() + 1, packed.dtype, packed.shape, stride};
    CHECK(
        Execute(ExecutorKind::kFused, *plan, window, numbers.data(), out.Target(), &scratch).ok());
    CHECK(out.bytes == expected.bytes);
  }
}

TEST(ExecutorSharesAPlanBetweenThreads) {
  Program program;
  program.stages = {RotationSpec(.2, "reflect"),
                    Spec("normalize", {{"mean", Num(std::vector<double>(30, 1))},
                                       {"variance", Num(std::vector<double>(30, 4))},
                                       {"shape", Num({1, 30, 1})},
                                       {"invert", Num({0})}})};
  const std::unique_ptr<Plan> plan = PlanOf(program);
  const TestImage small = Ramp(20, 30), large = Ramp(40, 30);
  const std::vector<uint8_t> expected_small = RunNumbers(*plan, small, {.2}).bytes;
  const std::vector<uint8_t> expected_large = RunNumbers(*plan, large, {.2}).bytes;
  std::vector<int> wrong(4);
  std::vector<std::thread> threads;
  for (size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        wrong[t] += RunNumbers(*plan, small, {.2}).bytes != expected_small;
        wrong[t] += RunNumbers(*plan, large, {.2}).bytes != expected_large;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : wrong) CHECK_EQ(count, 0);
}

TEST(ExecutorAllocatesNoBlocksInSteadyState) {
  const std::unique_ptr<Plan> plan = MakePlan(
      {FlipSpec(true, false), ResizeSpec(31, 17, "lanczos3", true), RotationSpec(.2, "wrap"),
       Spec("contrast", {{"factor", Num({0, 0})}, {"valueRange", Num({0, 255})}})});
  const TestImage image = Ramp<uint8_t>(5, 40);
  TestImage out({31, 17, 1}, DType::kFloat32);
  const std::vector<double> numbers = DrawNumbers(*plan, image.shape);
  Scratch scratch;
  const auto run = [&] {
    CHECK(Execute(ExecutorKind::kFused, *plan, image.View(), numbers.data(), out.Target(), &scratch)
              .ok());
  };
  run();
  const PoolStats before = GetPoolStats();
  for (int i = 0; i < 10; ++i) run();
  CHECK_EQ(GetPoolStats().in_use_bytes, before.in_use_bytes);
  CHECK_EQ(GetPoolStats().idle_bytes, before.idle_bytes);
}

}  // namespace
}  // namespace imagepipeline::test
