// Stages that run or not by what an earlier stage drew.
#include <cmath>

#include "plan_support.h"

namespace imagepipeline::test {
namespace {

StageSpec CoinSpec(double probability) {
  return Spec("coin", {{"probability", Num({probability})}}, "input");
}

StageSpec ChoiceSpec(std::vector<double> weights) {
  return Spec("choice", {{"weights", Num(std::move(weights))}}, "input");
}

StageSpec Gated(StageSpec spec, size_t stage, double equals) {
  spec.gates.push_back({stage, equals});
  return spec;
}

std::vector<double> RunOn(const Plan& plan, const std::vector<double>& numbers, bool reference) {
  TestImage in({1, 2, 1}, DType::kUint8);
  in.bytes = {10, 20};
  Shape shape;
  DType dtype;
  CHECK(plan.Output(in.shape, in.dtype, numbers.data(), &shape, &dtype).ok());
  TestImage out(shape, dtype);
  Scratch scratch;
  const ExecutorKind kind = reference ? ExecutorKind::kReference : ExecutorKind::kFused;
  CHECK(Execute(kind, plan, in.View(), numbers.data(), out.Target(), &scratch).ok());
  return out.Values();
}

TEST(GatesDecideWhichStagesRun) {
  // Either times 2 (kept as uint8) or plus 100, then plus 1 always.
  for (const bool fuse : {true, false}) {
    const std::unique_ptr<Plan> plan =
        MakePlan({ChoiceSpec({1, 1}), Gated(RescaleSpec(2, 0, "uint8"), 0, 0),
                  Gated(RescaleSpec(1, 100), 0, 1), RescaleSpec(1, 1)},
                 fuse);
    for (const bool reference : {false, true}) {
      CHECK(RunOn(*plan, {0}, reference) == (std::vector<double>{21, 41}));
      CHECK(RunOn(*plan, {1}, reference) == (std::vector<double>{111, 121}));
    }
  }
}

TEST(GatesAllHaveToHold) {
  StageSpec both = Gated(Gated(RescaleSpec(3, 0), 0, 1), 1, 0);
  const std::unique_ptr<Plan> plan =
      MakePlan({CoinSpec(0.5), CoinSpec(0.5), both, RescaleSpec(1, 0)});
  CHECK(RunOn(*plan, {1, 0}, false) == (std::vector<double>{30, 60}));
  CHECK(RunOn(*plan, {1, 1}, false) == (std::vector<double>{10, 20}));
  CHECK(RunOn(*plan, {0, 0}, false) == (std::vector<double>{10, 20}));
}

TEST(GatesLeaveShapeAndDtypeOfStagesThatDoNotRun) {
  const std::unique_ptr<Plan> plan =
      MakePlan({CoinSpec(1), Gated(ResizeSpec(4, 6), 0, 1), Gated(RescaleSpec(2, 0), 0, 1)});
  Shape shape;
  DType dtype;
  double numbers[] = {0};
  CHECK(plan->Output({1, 2, 1}, DType::kUint8, numbers, &shape, &dtype).ok());
  CHECK(shape == Shape({1, 2, 1}) && dtype == DType::kUint8);
  numbers[0] = 1;
  CHECK(plan->Output({1, 2, 1}, DType::kUint8, numbers, &shape, &dtype).ok());
  CHECK(shape == Shape({4, 6, 1}) && dtype == DType::kFloat32);
}

TEST(GatesMustLookAtAnEarlierStageThatDraws) {
  for (const auto& stages :
       std::vector<std::vector<StageSpec>>{{Gated(RescaleSpec(2, 0), 0, 1)},
                                           {RescaleSpec(1, 1), Gated(RescaleSpec(2, 0), 0, 1)},
                                           {Gated(RescaleSpec(2, 0), 1, 1), CoinSpec(1)}}) {
    Program program;
    program.stages = stages;
    Status status;
    CHECK(Plan::Create(program, &status) == nullptr);
    CHECK_EQ(status.message(), std::string("rescale: a gate must be an earlier stage that draws"));
  }
}

// Frequencies within five standard deviations, for every sample on its own.
TEST(GatesDrawWithTheirProbabilities) {
  constexpr int kSamples = 20000;
  const std::unique_ptr<Plan> plan =
      MakePlan({CoinSpec(0.3), CoinSpec(0), CoinSpec(1), ChoiceSpec({1, 0, 2, 5})});
  double coins = 0, picks[4] = {};
  for (int i = 0; i < kSamples; ++i) {
    double numbers[4];
    CallKey call;
    call.key.seed = 7;
    call.key.index = static_cast<uint64_t>(i);
    CHECK(plan->Draw({1, 1, 1}, call, numbers).ok());
    coins += numbers[0];
    CHECK_EQ(numbers[1], 0.0);
    CHECK_EQ(numbers[2], 1.0);
    picks[static_cast<size_t>(numbers[3])] += 1;
  }
  const auto close = [](double count, double p) {
    return std::fabs(count / kSamples - p) <= 5 * std::sqrt(p * (1 - p) / kSamples);
  };
  CHECK(close(coins, 0.3));
  CHECK(close(picks[0], 1.0 / 8) && picks[1] == 0 && close(picks[2], 2.0 / 8) &&
        close(picks[3], 5.0 / 8));
}

}  // namespace
}  // namespace imagepipeline::test
