// Programs become plans: parameters, draws and result shapes.
#include "program/plan.h"

#include <algorithm>
#include <limits>
#include <set>

#include "plan_support.h"
#include "program/param_reader.h"
#include "program/portable_math.h"
#include "stages/registry.h"

namespace imagepipeline::test {
namespace {

std::string CreateError(const StageSpec& spec) {
  Program program;
  program.stages = {spec};
  Status status;
  CHECK(Plan::Create(program, &status) == nullptr);
  CHECK_EQ(status.code(), std::string("E_SPEC"));
  return status.message();
}

TEST(PlanNamesWhatIsWrongInAProgram) {
  CHECK_EQ(CreateError(Spec("swirl", {})), std::string("unknown stage kind \"swirl\""));
  StageSpec spec = RescaleSpec(1, 0);
  spec.params["ofset"] = Num({1});
  CHECK_EQ(CreateError(spec), std::string("rescale: ofset is unknown"));
  spec = RescaleSpec(1, 0);
  spec.params.erase("offset");
  CHECK_EQ(CreateError(spec), std::string("rescale: offset is missing"));
  spec = RescaleSpec(std::numeric_limits<double>::quiet_NaN(), 0);
  CHECK_EQ(CreateError(spec), std::string("rescale: scale must be finite"));
  spec = RescaleSpec(1, 0, "float64");
  CHECK_EQ(CreateError(spec), std::string("rescale: dtype has the unknown value \"float64\""));
  CHECK_EQ(CreateError(RotationSpec(1, "mirror")),
           std::string("rotation: fillMode has the unknown value \"mirror\""));
  CHECK_EQ(CreateError(ResizeSpec(0, 4)), std::string("resize: height must be at least 1"));
  CHECK_EQ(CreateError(ResizeSpec(1.5, 4)),
           std::string("resize: height must be an integer of at least 0"));
  spec = RotationSpec(1);
  spec.params["angleRad"] = Num({1, -1});
  CHECK_EQ(CreateError(spec), std::string("rotation: angleRad must be [lo, hi] with lo <= hi"));
}

TEST(PlanEveryKindNeedsItsParameters) {
  CHECK(StageKinds().size() >= 23);
  for (const std::string& kind : StageKinds()) {
    if (kind == "branch_next") continue;  // it has none
    CHECK(CreateError(Spec(kind, {})).find(" is missing") != std::string::npos);
  }
}

std::string OutputError(const std::vector<StageSpec>& stages, const Shape& shape, std::string code,
                        std::vector<double> numbers = {}) {
  const std::unique_ptr<Plan> plan = MakePlan(stages);
  numbers.resize(plan->number_count());
  Shape out;
  DType dtype;
  const Status status = plan->Output(shape, DType::kUint8, numbers.data(), &out, &dtype);
  CHECK_EQ(status.code(), code);
  return status.message();
}

TEST(PlanRefusesSizesBeforeAllocating) {
  OutputError({}, {0, 2, 3}, "E_EMPTY_IMAGE");
  OutputError({}, {2, 2, -1}, "E_EMPTY_IMAGE");
  OutputError({}, {INT64_MAX, INT64_MAX, 3}, "E_OVERFLOW");
  OutputError({ResizeSpec(1879048192, 1879048192)}, {4, 4, 3}, "E_OUTPUT_BYTES");
  OutputError({ResizeSpec(0x1p53, 0x1p53)}, {4, 4, 3}, "E_OVERFLOW");
  OutputError({ResizeSpec(1 << 20, 1 << 20)}, {4, 4, 3}, "E_OUTPUT_BYTES");
  // The padding would be far larger than input and output.
  OutputError({ResizeSpec(1 << 20, 1, "bilinear", false, "pad")}, {1, 1 << 20, 1},
              "E_OUTPUT_BYTES");
  OutputError({RotationSpec(0)}, {4, 4, 3}, "E_RANGE", {std::numeric_limits<double>::infinity()});
}

TEST(PlanRefusesParametersThatDoNotFitTheChannels) {
  const StageSpec normalize = Spec("normalize", {{"mean", Num({1, 2, 3})},
                                                 {"variance", Num({1, 1, 1})},
                                                 {"shape", Num({1, 1, 3})},
                                                 {"invert", Num({0})}});
  CHECK_EQ(OutputError({normalize}, {2, 2, 4}, "E_CHANNELS"),
           std::string("normalize: mean has 3 values, the image has 4 channels"));
  const StageSpec rescale = Spec("rescale", {{"scale", Num({1})}, {"offset", Num({1, 2})}});
  CHECK_EQ(OutputError({rescale}, {2, 2, 1}, "E_CHANNELS"),
           std::string("rescale: offset has 2 values, the image has 1 channels"));
}

TEST(PlanOutputFollowsShapeAndDType) {
  const std::unique_ptr<Plan> plan =
      MakePlan({CropSpec("center", 5, 6), ResizeSpec(3, 9), RescaleSpec(2, 0)});
  Shape shape;
  DType dtype;
  CHECK(plan->Output({8, 8, 3}, DType::kUint8, nullptr, &shape, &dtype).ok());
  CHECK(shape == (Shape{3, 9, 3}));
  CHECK_EQ(dtype, DType::kFloat32);
}

TEST(PlanExecuteChecksTheDestination) {
  const std::unique_ptr<Plan> plan = MakePlan({CropSpec("center", 2, 2)});
  TestImage in = Ramp(3, 3), out({3, 2, 1}, DType::kFloat32);
  Scratch scratch;
  CHECK_EQ(Execute(ExecutorKind::kFused, *plan, in.View(), nullptr, out.Target(), &scratch).code(),
           std::string("E_RAGGED"));
}

TEST(PlanExecuteWidensSmallIntegersToInt32) {
  for (const ExecutorKind executor : {ExecutorKind::kFused, ExecutorKind::kReference}) {
    for (const std::string dtype : {"uint8", "uint16"}) {
      const std::unique_ptr<Plan> plan = MakePlan({RescaleSpec(300, -5, dtype)});
      TestImage in = Ramp(37, 1), out({37, 1, 1}, DType::kInt32);
      Scratch scratch;
      CHECK(Execute(executor, *plan, in.View(), nullptr, out.Target(), &scratch).ok());
      const double limit = dtype == "uint8" ? 255 : 65535;
      const std::vector<double> values = in.Values(), results = out.Values();
      for (size_t i = 0; i < values.size(); ++i) {
        CHECK_EQ(results[i], std::clamp(values[i] * 300 - 5, 0.0, limit));
      }
    }
  }
  // float32 does not become int32, nor uint8 uint16.
  TestImage in = Ramp(2, 2), integers({2, 2, 1}, DType::kInt32), words({2, 2, 1}, DType::kUint16);
  Scratch scratch;
  CHECK_EQ(Execute(ExecutorKind::kFused, *MakePlan({RescaleSpec(1, 0)}), in.View(), nullptr,
                   integers.Target(), &scratch)
               .code(),
           std::string("E_RAGGED"));
  CHECK_EQ(Execute(ExecutorKind::kFused, *MakePlan({RescaleSpec(1, 0, "uint8")}), in.View(),
                   nullptr, words.Target(), &scratch)
               .code(),
           std::string("E_RAGGED"));
}

StageSpec RandomFlipSpec(bool independent) {
  StageSpec spec = FlipSpec(true, true);
  spec.params["random"] = Num({1});
  spec.params["independent"] = Num({independent ? 1.0 : 0.0});
  return spec;
}

TEST(PlanDrawIsPhiloxOfItsKey) {
  StageSpec spec = RotationSpec(0);
  spec.params["angleRad"] = Num({-2, 6});
  spec.layer = 77;
  spec.seed = 5;
  const std::unique_ptr<Plan> plan = MakePlan({spec});
  CallKey call;
  call.key = {.seed = 42, .epoch = 3, .index = (uint64_t{1} << 40) + 9, .view = 2};
  const auto first_word = [](uint64_t seed) {
    const PhiloxCounter words =
        Philox4x32({0 | (2 << 8), 77, 9, 3}, {static_cast<uint32_t>(seed), 256u << 21});
    return words[0] * 0x1p-32;
  };
  CHECK_EQ(DrawNumbers(*plan, {1, 1, 1}, call)[0], -2 + 8 * first_word(5));
  call.supersede_seeds = true;
  CHECK_EQ(DrawNumbers(*plan, {1, 1, 1}, call)[0], -2 + 8 * first_word(42));
}

TEST(PlanDrawsPerBatchWhereAsked) {
  StageSpec per_batch = RandomFlipSpec(true);
  per_batch.per_batch = true;
  const std::unique_ptr<Plan> plan = MakePlan({per_batch, RandomFlipSpec(true)});
  std::set<std::vector<double>> batch_draws, sample_draws;
  for (uint64_t index = 0; index < 64; ++index) {
    CallKey call;
    call.key.index = index;
    call.batch_index = 0;
    const std::vector<double> numbers = DrawNumbers(*plan, {4, 4, 1}, call);
    batch_draws.insert({numbers[0], numbers[1]});
    sample_draws.insert({numbers[2], numbers[3]});
  }
  CHECK_EQ(batch_draws.size(), size_t{1});
  CHECK_EQ(sample_draws.size(), size_t{4});
}

TEST(PlanFlipTossesOneCoinUnlessIndependent) {
  const std::unique_ptr<Plan> plan = MakePlan({RandomFlipSpec(false)});
  int flipped = 0;
  for (uint64_t index = 0; index < 400; ++index) {
    CallKey call;
    call.key.index = index;
    const std::vector<double> numbers = DrawNumbers(*plan, {4, 4, 1}, call);
    CHECK_EQ(numbers[0], numbers[1]);
    flipped += numbers[0] == 1;
  }
  CHECK(flipped > 150 && flipped < 250);
}

// The units that a stage draws for the default key, in order.
std::vector<double> Units(uint32_t layer) {
  DrawSource source(DrawKey{}, layer);
  std::vector<double> units;
  for (int i = 0; i < 4; ++i) units.push_back(source.Unit());
  return units;
}

TEST(PlanDrawsHeightBeforeWidth) {
  const Range unit = {0, 1};
  const std::vector<double> u = Units(0);
  const Params factors = {{"heightFactor", Num({unit.lo, unit.hi})},
                          {"widthFactor", Num({unit.lo, unit.hi})}};
  CHECK(DrawNumbers(*MakePlan({Spec("translation", Sampled(factors))}), {4, 4, 1}) ==
        (std::vector<double>{u[0], u[1]}));
  CHECK(DrawNumbers(*MakePlan({Spec("zoom", Sampled(factors))}), {4, 4, 1}) ==
        (std::vector<double>{1 + u[0], 1 + u[1]}));
  Params same = factors;
  same["widthFactor"] = Num({});
  CHECK(DrawNumbers(*MakePlan({Spec("zoom", Sampled(same))}), {4, 4, 1}) ==
        (std::vector<double>{1 + u[0], 1 + u[0]}));
  CHECK(DrawNumbers(*MakePlan({CropSpec("random", 2, 3)}), {9, 7, 1}) ==
        (std::vector<double>{std::floor(u[0] * 8), std::floor(u[1] * 5)}));
}

TEST(PlanShearDrawsCoinThenYThenX) {
  const std::unique_ptr<Plan> plan =
      MakePlan({Spec("shear", Sampled({{"xFactor", Num({0, 1})}, {"yFactor", Num({0, 2})}}))});
  int negative = 0;
  for (uint64_t index = 0; index < 16; ++index) {
    CallKey call;
    call.key.index = index;
    DrawSource source(call.key, 0);
    const double sign = source.Unit() > .5 ? -1 : 1;
    const double y = sign * 2 * source.Unit(), x = sign * source.Unit();
    CHECK(DrawNumbers(*plan, {4, 4, 1}, call) == (std::vector<double>{x, y}));
    negative += sign < 0;
  }
  CHECK(negative > 0 && negative < 16);
}

TEST(PlanColourDraws) {
  const std::vector<double> u = Units(0);
  const ParamValue range = Num({0, 10});
  CHECK_NEAR(DrawNumbers(
                 *MakePlan({Spec("brightness", {{"factor", Num({-1, 1})}, {"valueRange", range}})}),
                 {1, 1, 1})[0],
             (2 * u[0] - 1) * 10, 1e-12);
  CHECK_NEAR(DrawNumbers(
                 *MakePlan({Spec("contrast", {{"factor", Num({.5, .25})}, {"valueRange", range}})}),
                 {1, 1, 1})[0],
             .5 + .75 * u[0], 1e-12);
}

TEST(PlanLoEqualsHiGivesExactlyThatValue) {
  CHECK_EQ(DrawNumbers(*MakePlan({RotationSpec(.1)}), {4, 4, 1})[0], .1);
}

TEST(PortableMathAgreesWithTheLibrary) {
  double worst = 0;
  for (int i = -20000; i <= 20000; ++i) {
    const double x = i * .00731;
    const SinCos mine = PortableSinCos(x);
    worst = std::max({worst, std::fabs(mine.sin - std::sin(x)), std::fabs(mine.cos - std::cos(x))});
    CHECK_NEAR(PortableExp(x) / std::exp(x), 1, 1e-15);
    CHECK_NEAR(PortableLog(std::exp(x)), std::log(std::exp(x)),
               1e-15 * std::max(1.0, std::fabs(x)));
  }
  CHECK(worst < 1.1e-15);
  for (int i = -4000; i <= 4000; ++i) {
    const double x = std::exp(i * .1771);
    CHECK_NEAR(PortableLog(x), std::log(x), 2e-16 * std::max(1.0, std::fabs(std::log(x))));
    // Near 1 the logarithm is small, and so is its error.
    const double near_one = 1 + i * 1e-7;
    CHECK_NEAR(PortableLog(near_one), std::log(near_one), 4.4e-16 * std::fabs(std::log(near_one)));
  }
  CHECK_EQ(PortableLog(1), 0);
  CHECK_EQ(PortableSinCos(3.141592653589793).sin, 0);
  CHECK_EQ(PortableSinCos(-1.5707963267948966).sin, -1);
  CHECK(std::isfinite(PortableSinCos(1e308).sin));
  CHECK_NEAR(PortableLog(5e-324), std::log(5e-324), 1e-12);
  CHECK_NEAR(PortableLog(1.7e308), std::log(1.7e308), 1e-12);
}

}  // namespace
}  // namespace imagepipeline::test
