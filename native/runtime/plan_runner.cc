#include "runtime/plan_runner.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "program/checked_passes.h"

namespace imagepipeline {

namespace {

// Bit by bit: 0 and -0 differ.
bool AreSame(const double* a, const double* b, size_t count) {
  return count == 0 || std::memcmp(a, b, count * sizeof(double)) == 0;
}

}  // namespace

PlanRunner::PlanRunner(const Plan& plan)
    : plan_(plan), numbers_(plan.number_count()), drawn_(plan.number_count()) {}

bool PlanRunner::IsOfLatest(const ConstImage& in) const {
  return !ready_.passes.empty() && shape_ == in.shape && dtype_ == in.dtype;
}

// The shape that comes to a stage follows from the numbers before it, so as long as those are the
// latest it is the latest too.
bool PlanRunner::DrawsTheSame(const CallKey& call) {
  if (numbers_.empty()) return true;
  if (entering_.size() != plan_.stages().size()) return false;
  size_t place = 0;
  for (size_t i = 0; i < entering_.size(); ++i) {
    const Stage& stage = *plan_.stages()[i];
    double* own = drawn_.data() + place;
    if (stage.number_count > 0) Plan::DrawStage(stage, call, entering_[i], own);
    if (!AreSame(own, numbers_.data() + place, stage.number_count)) return false;
    place += stage.number_count;
  }
  return true;
}

void PlanRunner::StartAnew(const ConstImage& in) {
  ready_ = {};
  entering_.clear();
  shape_ = in.shape;
  dtype_ = in.dtype;
}

Status PlanRunner::Run(ExecutorKind executor, const ConstImage& in, const double* numbers,
                       const MutableImage& out, Scratch* scratch) {
  if (!IsOfLatest(in) || !AreSame(numbers_.data(), numbers, numbers_.size())) {
    StartAnew(in);
    std::copy_n(numbers, numbers_.size(), numbers_.begin());
    std::vector<Pass> passes;
    Status status = CheckedPasses(plan_, shape_, dtype_, numbers_.data(), &passes);
    if (!status.ok()) return status;
    ready_ = ReadyPasses(std::move(passes));
  }
  return ExecutePasses(executor, &ready_, in, out, scratch);
}

Status PlanRunner::Run(ExecutorKind executor, const ConstImage& in, const CallKey& call,
                       const MutableImage& out, Scratch* scratch) {
  if (!IsOfLatest(in) || !DrawsTheSame(call)) {
    StartAnew(in);
    std::vector<Pass> passes;
    Status status = DrawPasses(plan_, shape_, dtype_, call, numbers_.data(), &passes, &entering_);
    if (!status.ok()) return status;
    ready_ = ReadyPasses(std::move(passes));
  }
  return ExecutePasses(executor, &ready_, in, out, scratch);
}

}  // namespace imagepipeline
