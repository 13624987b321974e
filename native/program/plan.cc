#include "program/plan.h"

#include <algorithm>
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
    *status = plan->AddReferences(spec, stage.get());
    if (!status->ok()) return nullptr;
    stage->number_count = stage->NumberNames().size();
    plan->number_count_ += stage->number_count;
    plan->stages_.push_back(std::move(stage));
  }
  // Every pass but one has a stage of its own.
  plan->kept_count_ = plan->stages_.size() + 1;
  plan->kept_ = std::make_unique<KeptTables[]>(plan->kept_count_);
  return plan;
}

// To be called for the stages in order: a gate may only look at stages that are there already.
Status Plan::AddReferences(const StageSpec& spec, Stage* stage) const {
  for (const GateSpec& gate : spec.gates) {
    if (gate.stage >= stages_.size() || stages_[gate.stage]->number_count == 0)
      return {"E_SPEC", spec.kind + ": a gate must be an earlier stage that draws"};
    size_t number = 0;
    for (size_t i = 0; i < gate.stage; ++i) number += stages_[i]->number_count;
    stage->gates.push_back({number, gate.equals});
  }
  if (spec.dtype_of && *spec.dtype_of > stages_.size())
    return {"E_SPEC", spec.kind + ": the dtype must be that of the stage or an earlier one"};
  stage->dtype_of = spec.dtype_of;
  return {};
}

DType Plan::DTypeBehind(const Stage& stage, const std::vector<DType>& came) {
  return stage.dtype_of ? came[*stage.dtype_of] : stage.dtype.value_or(came.back());
}

bool Plan::Runs(const Stage& stage, const double* numbers) {
  return std::all_of(stage.gates.begin(), stage.gates.end(),
                     [&](const Gate& gate) { return numbers[gate.number] == gate.equals; });
}

void Plan::DrawStage(const Stage& stage, const CallKey& call, const Shape& input, double* numbers) {
  DrawKey key = call.key;
  if (!call.supersede_seeds) key.seed = stage.seed.value_or(call.key.seed);
  if (stage.per_batch) {
    key.index = call.batch_index;
    key.view = 0;
  }
  DrawSource source(key, stage.layer);
  stage.Draw(source, input, numbers);
}

Status Plan::CheckNumbers(const Stage& stage, const double* numbers) {
  for (size_t i = 0; i < stage.number_count; ++i) {
    if (!std::isfinite(numbers[i]))
      return {"E_RANGE", stage.kind + ": number " + stage.NumberNames()[i] + " is not finite"};
  }
  return {};
}

Status Plan::Draw(const Shape& input, const CallKey& call, double* numbers) const {
  Shape shape = input;
  Status status = CheckInputShape(shape);
  const double* const all = numbers;
  for (const std::unique_ptr<Stage>& stage : stages_) {
    if (!status.ok()) return status;
    DrawStage(*stage, call, shape, numbers);
    status = StepShape(*stage, role_, numbers, Runs(*stage, all), &shape);
    numbers += stage->number_count;
  }
  return status;
}

Status Plan::Output(const Shape& input, DType dtype, const double* numbers, Shape* out_shape,
                    DType* out_dtype) const {
  *out_shape = input;
  *out_dtype = dtype;
  std::vector<DType> came;
  came.reserve(stages_.size());
  const double* const all = numbers;
  Status status = CheckInputShape(input);
  for (const std::unique_ptr<Stage>& stage : stages_) {
    if (!status.ok()) return status;
    status = CheckNumbers(*stage, numbers);
    if (!status.ok()) return status;
    const bool runs = Runs(*stage, all);
    status = StepShape(*stage, role_, numbers, runs, out_shape);
    came.push_back(*out_dtype);
    if (runs && role_ == Role::kImage) *out_dtype = DTypeBehind(*stage, came);
    numbers += stage->number_count;
  }
  return status;
}

}  // namespace imagepipeline
