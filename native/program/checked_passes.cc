#include "program/checked_passes.h"

#include <memory>
#include <utility>

#include "program/pass_builder.h"
#include "program/shape_walk.h"

namespace imagepipeline {

namespace {

// Calls enter(stage, shape, place of its numbers) before a stage's numbers are looked at.
template <typename Enter>
Status Walk(const Plan& plan, const Shape& input, DType dtype, const double* numbers,
            const Enter& enter, std::vector<Pass>* passes) {
  PassBuilder builder(plan.fuse(), input, dtype);
  Shape shape = input;
  Status status = CheckInputShape(input);
  size_t place = 0;
  for (const std::unique_ptr<Stage>& stage : plan.stages()) {
    if (!status.ok()) return status;
    enter(*stage, shape, place);
    const double* own = numbers + place;
    status = Plan::CheckNumbers(*stage, own);
    if (status.ok()) status = stage->Check(shape);
    if (!status.ok()) return status;
    if (Plan::Runs(*stage, numbers)) {
      Action action = stage->Act(shape, own);
      status = StepShape(*stage, action, &shape);
      builder.Add(*stage, std::move(action), own);
    } else {
      builder.Skip();
    }
    place += stage->number_count;
  }
  if (status.ok()) *passes = builder.FinishOf(plan);
  return status;
}

}  // namespace

Status CheckedPasses(const Plan& plan, const Shape& input, DType dtype, const double* numbers,
                     std::vector<Pass>* passes) {
  if (plan.role() == Role::kImage)
    return Walk(plan, input, dtype, numbers, [](const Stage&, const Shape&, size_t) {}, passes);
  Shape shape;
  DType result = dtype;
  Status status = plan.Output(input, dtype, numbers, &shape, &result);
  if (status.ok()) *passes = BuildPasses(plan, input, dtype, numbers);
  return status;
}

Status DrawPasses(const Plan& plan, const Shape& input, DType dtype, const CallKey& call,
                  double* numbers, std::vector<Pass>* passes, std::vector<Shape>* entering) {
  entering->clear();
  if (plan.role() != Role::kImage) {
    const Status status = plan.Draw(input, call, numbers);
    return status.ok() ? CheckedPasses(plan, input, dtype, numbers, passes) : status;
  }
  const auto draw = [&](const Stage& stage, const Shape& shape, size_t place) {
    entering->push_back(shape);
    Plan::DrawStage(stage, call, shape, numbers + place);
  };
  return Walk(plan, input, dtype, numbers, draw, passes);
}

}  // namespace imagepipeline
