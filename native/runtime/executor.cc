#include "runtime/executor.h"

#include <atomic>
#include <vector>

#include "program/checked_passes.h"
#include "program/shape_walk.h"
#include "runtime/branch_pass.h"
#include "runtime/cache_sizes.h"
#include "runtime/executor_kinds.h"
#include "runtime/image_view.h"
#include "runtime/scratch_slots.h"
#include "runtime/widen.h"

namespace imagepipeline {

namespace {

Status CheckOutput(const Shape& shape, DType dtype, const MutableImage& out) {
  if (shape != out.shape || (dtype != out.dtype && !CanWiden(dtype, out.dtype))) {
    return {"E_RAGGED", "the images of one batch would get different shapes"};
  }
  return {};
}

// Whether a pass changes float32 values where they are, so that its input and output may be the
// same memory.
bool WorksInPlace(const Pass& pass) {
  const auto* move = std::get_if<ShuffleMove>(&pass.move);
  const bool stays = move != nullptr && move->top == 0 && move->left == 0 && !move->flip_rows &&
                     !move->flip_columns && pass.in == pass.out;
  const bool floats = pass.in_dtype == DType::kFloat32 && pass.out_dtype == DType::kFloat32;
  return stays && floats && !IsByteMove(pass);
}

// The first pass that can write to the destination itself: all passes behind it work in place. That
// spares a copy and the memory of an image. Where the destination lies outside the caches and an
// image fits into them, only the last pass writes there, past the caches: they would fetch first
// what they are to overwrite (512 x 512 x 3 took 0.88 of the time on one CPU).
size_t FirstIntoOutput(const std::vector<Pass>& passes, ExecutorKind executor, bool streamed) {
  size_t first = passes.size() - 1;
  const Pass& last = passes.back();
  const auto image_bytes =
      static_cast<int64_t>(PixelBytes(last.in, last.in_dtype)) * last.in.PixelCount();
  if (executor != ExecutorKind::kFused || (streamed && image_bytes <= kLastCacheBytes))
    return first;
  while (first > 0 && WorksInPlace(passes[first])) --first;
  return first;
}

Status RunPass(ExecutorKind executor, const Pass& pass, const ConstImage& in,
               const MutableImage& out, Scratch* scratch, std::optional<ReadyOps>* kept) {
  if (std::holds_alternative<BranchMove>(pass.move))
    return SumOfVersions(pass, executor, in, out, scratch);
  return executor == ExecutorKind::kFused ? RunFusedPass(pass, in, out, scratch, kept)
                                          : RunReferencePass(pass, in, out);
}

Status RunPasses(ExecutorKind executor, ReadyPasses* ready, const ConstImage& in,
                 const MutableImage& out, Scratch* scratch) {
  Status status;
  const std::vector<Pass>& passes = ready->passes;
  const DType dtype = passes.back().out_dtype;
  MutableImage target = out;
  const bool rewritten = dtype != out.dtype || out.planar;
  if (rewritten) {
    target = {nullptr, dtype, out.shape};
    target.data = static_cast<uint8_t*>(scratch->Get(kNarrowSlot, target.SizeBytes()));
    if (target.data == nullptr) return OutOfMemory();
  }
  const size_t first_into_output = FirstIntoOutput(passes, executor, target.streamed);
  ConstImage source = in;
  for (size_t i = 0; i < passes.size() && status.ok(); ++i) {
    const Pass& pass = passes[i];
    if (LeavesNoImage(pass)) {
      status = RunBranchStep(executor, pass, scratch, &source);
      continue;
    }
    MutableImage result = target;
    // Several passes in place read what they wrote, so they want it in the caches.
    result.streamed = target.streamed && first_into_output + 1 == passes.size();
    if (i < first_into_output) {
      result = {nullptr, pass.out_dtype, pass.out};
      result.data = static_cast<uint8_t*>(
          scratch->Get(i % 2 == 0 ? kImageSlot0 : kImageSlot1, result.SizeBytes()));
      if (result.data == nullptr) return OutOfMemory();
    }
    status = RunPass(executor, pass, source, result, scratch, &ready->ops[i]);
    source = AsConst(result);
  }
  if (status.ok() && rewritten) WriteOut(target.data, dtype, out);
  // Streamed rows are ordered by nothing weaker.
  if (out.streamed) std::atomic_thread_fence(std::memory_order_seq_cst);
  return status;
}

}  // namespace

Status Execute(ExecutorKind executor, const Plan& plan, const ConstImage& in, const double* numbers,
               const MutableImage& out, Scratch* scratch) {
  std::vector<Pass> passes;
  Status status = CheckedPasses(plan, in.shape, in.dtype, numbers, &passes);
  if (!status.ok()) return status;
  ReadyPasses ready(std::move(passes));
  return ExecutePasses(executor, &ready, in, out, scratch);
}

Status ExecutePasses(ExecutorKind executor, ReadyPasses* ready, const ConstImage& in,
                     const MutableImage& out, Scratch* scratch) {
  const Pass& last = ready->passes.back();
  Status status = CheckOutput(last.out, last.out_dtype, out);
  return status.ok() ? RunPasses(executor, ready, in, out, scratch) : status;
}

Status ExecuteMask(ExecutorKind executor, const Plan& plan, const MaskedImage& image,
                   const ConstImage& mask, const double* numbers, const MutableImage& out,
                   Scratch* scratch) {
  Shape shape;
  DType dtype;
  Status status = plan.Output(image.shape, image.dtype, numbers, &shape, &dtype);
  shape.channels = mask.shape.channels;
  if (status.ok() &&
      (mask.shape.height != image.shape.height || mask.shape.width != image.shape.width)) {
    status = Status("E_SHAPE", "a mask must have the height and width of its image");
  }
  if (status.ok()) status = CheckInputShape(shape);
  if (status.ok()) status = CheckOutput(shape, mask.dtype, out);
  if (!status.ok()) return status;
  ReadyPasses ready(BuildMaskPasses(plan, image, numbers, mask.shape, mask.dtype));
  return RunPasses(executor, &ready, mask, out, scratch);
}

}  // namespace imagepipeline
