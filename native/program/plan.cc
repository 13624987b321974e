#include "program/plan.h"

#include <cmath>

#include "program/shape_walk.h"
#include "stages/registry.h"
#include "stages/sampling.h"

namespace imagepipeline {

std::unique_ptr<Plan> Plan::Create(const Program& program, Status* status) {
  *status = Status();
  std::unique_ptr<Plan> plan(new Plan);
  plan->fuse_ = program.fuse;
  plan->role_ = program.role;
  plan->mask_fill_value_ = ToFloat(program.mask_fill_value);
  for (const StageSpec& spec : program.stages) {
    std::unique_ptr<Stage> stage = MakeStage(spec, status);
    if (stage == nullptr) return nullptr;
    plan->number_count_ += stage->NumberNames().size();
    plan->stages_.push_back(std::move(stage));
  }
  return plan;
}

Status Plan::Draw(const Shape& input, const CallKey& call, double* numbers) const {
  Shape shape = input;
  Status status = CheckInputShape(shape);
  for (const std::unique_ptr<Stage>& stage : stages_) {
    if (!status.ok()) return status;
    DrawKey key = call.key;
    if (!call.supersede_seeds) key.seed = stage->seed.value_or(call.key.seed);
    if (stage->per_batch) key.index = call.batch_index;
    DrawSource source(key, stage->layer);
    stage->Draw(source, shape, numbers);
    status = StepShape(*stage, role_, numbers, &shape);
    numbers += stage->NumberNames().size();
  }
  return status;
}

Status Plan::Output(const Shape& input, DType dtype, const double* numbers, Shape* out_shape,
                    DType* out_dtype) const {
  *out_shape = input;
  *out_dtype = dtype;
  Status status = CheckInputShape(input);
  for (const std::unique_ptr<Stage>& stage : stages_) {
    if (!status.ok()) return status;
    const size_t count = stage->NumberNames().size();
    for (size_t i = 0; i < count; ++i) {
      if (!std::isfinite(numbers[i])) {
        return {"E_RANGE", stage->kind + ": number " + stage->NumberNames()[i] + " is not finite"};
      }
    }
    status = StepShape(*stage, role_, numbers, out_shape);
    if (role_ == Role::kImage) *out_dtype = stage->dtype.value_or(*out_dtype);
    numbers += count;
  }
  return status;
}

}  // namespace imagepipeline
