#include "runtime/executor.h"

#include <vector>

#include "program/passes.h"
#include "runtime/executor_kinds.h"
#include "runtime/image_view.h"
#include "runtime/scratch_slots.h"

namespace imagepipeline {

namespace {

Status CheckOutput(const Plan& plan, const ConstImage& in, const double* numbers,
                   const MutableImage& out) {
  Shape shape;
  DType dtype;
  Status status = plan.Output(in.shape, in.dtype, numbers, &shape, &dtype);
  if (!status.ok()) return status;
  if (shape != out.shape || dtype != out.dtype) {
    return {"E_SHAPE", "the destination does not have the result's shape and dtype"};
  }
  return {};
}

}  // namespace

Status Execute(ExecutorKind executor, const Plan& plan, const ConstImage& in, const double* numbers,
               const MutableImage& out, Scratch* scratch) {
  Status status = CheckOutput(plan, in, numbers, out);
  if (!status.ok()) return status;
  const std::vector<Pass> passes = BuildPasses(plan, in.shape, in.dtype, numbers);
  ConstImage source = in;
  for (size_t i = 0; i < passes.size() && status.ok(); ++i) {
    const Pass& pass = passes[i];
    MutableImage result = out;
    if (i + 1 < passes.size()) {
      result = {nullptr, pass.out_dtype, pass.out};
      result.data = static_cast<uint8_t*>(
          scratch->Get(i % 2 == 0 ? kImageSlot0 : kImageSlot1, result.SizeBytes()));
      if (result.data == nullptr) return OutOfMemory();
    }
    status = executor == ExecutorKind::kFused ? RunFusedPass(pass, source, result, scratch)
                                              : RunReferencePass(pass, source, result);
    source = AsConst(result);
  }
  return status;
}

}  // namespace imagepipeline
