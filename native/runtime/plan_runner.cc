#include "runtime/plan_runner.h"

#include <cstring>

namespace imagepipeline {

bool PlanRunner::IsReady(const ConstImage& in, const double* numbers) const {
  if (ready_.passes.empty() || shape_ != in.shape || dtype_ != in.dtype) return false;
  return numbers_.empty() ||
         std::memcmp(numbers_.data(), numbers, numbers_.size() * sizeof(double)) == 0;
}

Status PlanRunner::Prepare(const ConstImage& in, const double* numbers) {
  ready_ = {};
  Shape shape;
  DType dtype = DType::kFloat32;
  const Status status = plan_.Output(in.shape, in.dtype, numbers, &shape, &dtype);
  if (!status.ok()) return status;
  shape_ = in.shape;
  dtype_ = in.dtype;
  numbers_.assign(numbers, numbers + plan_.number_count());
  ready_ = ReadyPasses(BuildPasses(plan_, shape_, dtype_, numbers_.data()));
  return {};
}

Status PlanRunner::Run(ExecutorKind executor, const ConstImage& in, const double* numbers,
                       const MutableImage& out, Scratch* scratch) {
  if (!IsReady(in, numbers)) {
    const Status status = Prepare(in, numbers);
    if (!status.ok()) return status;
  }
  return ExecutePasses(executor, &ready_, in, out, scratch);
}

}  // namespace imagepipeline
