// Beta draws against the analytic distribution, and where they take their numbers from.
#include "stages/beta.h"

#include <cmath>
#include <vector>

#include "plan_support.h"

namespace imagepipeline::test {
namespace {

constexpr int kDraws = 40000;

std::vector<double> Draws(double shape) {
  std::vector<double> values;
  for (int i = 0; i < kDraws; ++i) {
    DrawSource source({.seed = 7, .index = static_cast<uint64_t>(i)}, 3);
    values.push_back(DrawSymmetricBeta(source, shape));
  }
  return values;
}

double MeanOfPower(const std::vector<double>& values, int power) {
  double sum = 0;
  for (const double value : values) sum += std::pow(value - .5, power);
  return sum / static_cast<double>(values.size());
}

// Beta(a, a): mean 1/2, variance 1 / (4 (2a + 1)), fourth central moment 3 / (16 (2a + 1)(2a + 3)).
TEST(BetaHasItsMoments) {
  for (const double a : {.1, .2, 1.0, 4.0}) {
    const std::vector<double> values = Draws(a);
    for (const double value : values) CHECK(value >= 0 && value <= 1);
    const double variance = 1 / (4 * (2 * a + 1));
    const double fourth = 3 / (16 * (2 * a + 1) * (2 * a + 3));
    // Five standard errors each.
    CHECK_NEAR(MeanOfPower(values, 1), 0, 5 * std::sqrt(variance / kDraws));
    CHECK_NEAR(MeanOfPower(values, 2), variance,
               5 * std::sqrt((fourth - variance * variance) / kDraws));
    CHECK_NEAR(MeanOfPower(values, 4), fourth, .03 * fourth);
  }
}

// Beta(1, 1) is uniform, and the arcsine law has the quantile function sin(pi p / 2)^2.
TEST(BetaHasItsDistribution) {
  const auto below = [](const std::vector<double>& values, double limit) {
    double count = 0;
    for (const double value : values) count += value < limit ? 1 : 0;
    return count / kDraws;
  };
  const std::vector<double> uniform = Draws(1), arcsine = Draws(.5);
  for (const double p : {.05, .25, .5, .75, .95}) {
    const double error = 5 * std::sqrt(p * (1 - p) / kDraws);
    CHECK_NEAR(below(uniform, p), p, error);
    CHECK_NEAR(below(arcsine, std::pow(std::sin(1.5707963267948966 * p), 2)), p, error);
  }
}

TEST(BetaOfNeighboursIsIndependent) {
  const std::vector<double> values = Draws(1);
  double product = 0;
  for (size_t i = 1; i < values.size(); ++i) product += (values[i] - .5) * (values[i - 1] - .5);
  // The correlation of independent pairs has a standard error of 1 / sqrt(n).
  CHECK_NEAR(product / kDraws * 12, 0, 5 / std::sqrt(static_cast<double>(kDraws)));
}

TEST(BetaTakesAnyShape) {
  for (const double a : {1e-310, 1e-6, 1e3, 1e12, 1e300}) {
    for (int i = 0; i < 100; ++i) {
      DrawSource source({.seed = static_cast<uint64_t>(i)}, 3);
      const double value = DrawSymmetricBeta(source, a);
      CHECK(value >= 0 && value <= 1);
      if (a >= 1e12) CHECK_NEAR(value, .5, 1e-5);
      if (a <= 1e-6 && a > 1e-300) CHECK(value < 1e-9 || value > 1 - 1e-9);
    }
  }
}

TEST(BetaIsTheSameEverywhere) {
  DrawSource source({.seed = 42}, 1);
  const double first = DrawSymmetricBeta(source, .2);
  DrawSource again({.seed = 42}, 1);
  CHECK_EQ(DrawSymmetricBeta(again, .2), first);
  DrawSource other({.seed = 42, .index = 1}, 1);
  CHECK(DrawSymmetricBeta(other, .2) != first);
}

std::vector<double> StageNumbers(const StageSpec& spec, uint64_t index) {
  const std::unique_ptr<Plan> plan = MakePlan({spec});
  std::vector<double> numbers(plan->number_count());
  CHECK(plan->Draw({8, 8, 3}, {.key = {.seed = 5, .index = index}}, numbers.data()).ok());
  return numbers;
}

TEST(MixingStagesDraw) {
  const StageSpec mix_up = Spec("mix_up", {{"alpha", Num({1})}});
  const StageSpec cut_mix = Spec("cut_mix", {{"factor", Num({1, 1})}});
  const StageSpec mosaic = Spec("mosaic", {{"centerRange", Num({.25, .75})}});
  CHECK(MakePlan({mix_up})->stages()[0]->NumberNames() ==
        (std::vector<std::string>{"order", "weight"}));
  CHECK(MakePlan({cut_mix})->stages()[0]->NumberNames() ==
        (std::vector<std::string>{"order", "weight", "left", "top"}));
  CHECK(MakePlan({mosaic})->stages()[0]->NumberNames() ==
        (std::vector<std::string>{"order", "centerX", "centerY"}));
  double weight = 0, left = 0, center = 0;
  for (uint64_t i = 0; i < 2000; ++i) {
    for (const double number : StageNumbers(mix_up, i)) CHECK(number >= 0 && number <= 1);
    const std::vector<double> cut = StageNumbers(cut_mix, i), place = StageNumbers(mosaic, i);
    for (const double number : cut) CHECK(number >= 0 && number <= 1);
    CHECK(place[1] >= .25 && place[1] < .75 && place[2] >= .25 && place[2] < .75);
    weight += cut[1];
    left += cut[2];
    center += place[1];
  }
  // Five standard errors of a uniform number.
  CHECK_NEAR(weight / 2000, .5, .033);
  CHECK_NEAR(left / 2000, .5, .033);
  CHECK_NEAR(center / 2000, .5, .017);
}

// A share of 1e-6 above 0 leaves the whole image or nothing of it.
TEST(CutMixOfFactorZero) {
  const StageSpec spec = Spec("cut_mix", {{"factor", Num({0, 0})}});
  for (uint64_t i = 0; i < 50; ++i) {
    const double weight = StageNumbers(spec, i)[1];
    CHECK(weight < 1e-9 || weight > 1 - 1e-9);
  }
}

TEST(MixingStagesAloneLeaveTheImage) {
  CheckStages({Spec("mix_up", {{"alpha", Num({.2})}}), Spec("cut_mix", {{"factor", Num({0, 1})}}),
               Spec("mosaic", {{"centerRange", Num({.25, .75})}})},
              Ramp(2, 3, 1), {1, 2, 3, 4, 5, 6}, 0);
}

TEST(MixingStagesRefuseParameters) {
  Status status;
  for (const StageSpec& spec :
       {Spec("mix_up", {{"alpha", Num({0})}}), Spec("cut_mix", {{"factor", Num({-1, 1})}}),
        Spec("mosaic", {{"centerRange", Num({.75, .25})}})}) {
    Program program;
    program.stages = {spec};
    CHECK(Plan::Create(program, &status) == nullptr);
    CHECK_EQ(status.code(), std::string("E_SPEC"));
  }
}

}  // namespace
}  // namespace imagepipeline::test
