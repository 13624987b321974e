#include "runtime/branch_pass.h"

#include <algorithm>
#include <vector>

#include "runtime/reference_image.h"
#include "runtime/row_ops.h"
#include "runtime/row_reader.h"
#include "runtime/row_writer.h"

namespace imagepipeline {

namespace {

// Both slots hold dense float32 images of the branch's shape.
MutableImage SlotImage(Scratch* scratch, ScratchSlot slot, const Shape& shape) {
  MutableImage image = {nullptr, DType::kFloat32, shape};
  image.data = static_cast<uint8_t*>(scratch->Get(slot, image.SizeBytes()));
  return image;
}

float* FloatRow(const MutableImage& image, int64_t y) {
  return reinterpret_cast<float*>(Row(image, y));
}

// sum = sum + weight * version, or weight * version when the sum is empty.
Status Accumulate(const Pass& pass, const ConstImage& version, Scratch* scratch) {
  const auto& move = std::get<BranchMove>(pass.move);
  const MutableImage sum = SlotImage(scratch, kSumSlot, version.shape);
  const RowReader rows(version, scratch);
  if (sum.data == nullptr || !rows.ok()) return OutOfMemory();
  const size_t values = RowValues(version.shape);
  for (int64_t y = 0; y < version.shape.height; ++y) {
    float* row = FloatRow(sum, y);
    const float* both[] = {row, rows.Read(y)};
    const float weights[] = {1, move.weight};
    if (move.first_version) {
      Kernels().combine_rows(both + 1, weights + 1, 1, 0, values, row);
    } else {
      Kernels().combine_rows(both, weights, 2, 0, values, row);
    }
  }
  return {};
}

// The same on doubles, value by value.
void ReferenceAccumulate(const Pass& pass, const ConstImage& version, const MutableImage& sum) {
  const auto& move = std::get<BranchMove>(pass.move);
  const DoubleImage added = Load(version);
  DoubleImage total = move.first_version ? DoubleImage(version.shape) : Load(AsConst(sum));
  for (size_t i = 0; i < total.values.size(); ++i) total.values[i] += move.weight * added.values[i];
  Store(total, sum);
}

Status AddToSum(const Pass& pass, ExecutorKind executor, const ConstImage& version,
                Scratch* scratch) {
  if (executor == ExecutorKind::kFused) return Accumulate(pass, version, scratch);
  const MutableImage sum = SlotImage(scratch, kSumSlot, version.shape);
  if (sum.data == nullptr) return OutOfMemory();
  ReferenceAccumulate(pass, version, sum);
  return {};
}

Status KeepForVersions(Scratch* scratch, ConstImage* current) {
  const MutableImage kept = SlotImage(scratch, kKeptSlot, current->shape);
  const RowReader rows(*current, scratch);
  if (kept.data == nullptr || !rows.ok()) return OutOfMemory();
  for (int64_t y = 0; y < current->shape.height; ++y)
    std::copy_n(rows.Read(y), RowValues(current->shape), FloatRow(kept, y));
  *current = AsConst(kept);
  return {};
}

}  // namespace

bool LeavesNoImage(const Pass& pass) {
  const auto* branch = std::get_if<BranchMove>(&pass.move);
  return branch != nullptr && branch->step != BranchAction::Step::kEnd;
}

Status RunBranchStep(ExecutorKind executor, const Pass& pass, Scratch* scratch,
                     ConstImage* current) {
  if (std::get<BranchMove>(pass.move).step == BranchAction::Step::kBegin)
    return KeepForVersions(scratch, current);
  Status status = AddToSum(pass, executor, *current, scratch);
  if (status.ok()) *current = AsConst(SlotImage(scratch, kKeptSlot, current->shape));
  return status;
}

Status SumOfVersions(const Pass& pass, ExecutorKind executor, const ConstImage& last,
                     const MutableImage& out, Scratch* scratch) {
  Status status = AddToSum(pass, executor, last, scratch);
  if (!status.ok()) return status;
  const auto& move = std::get<BranchMove>(pass.move);
  const MutableImage kept = SlotImage(scratch, kKeptSlot, last.shape);
  const MutableImage sum = SlotImage(scratch, kSumSlot, last.shape);
  const RowOps ops(pass.ops, pass.out, out.dtype);
  const RowWriter writer(ops, out, scratch);
  if (!writer.ok()) return OutOfMemory();
  const float weights[] = {move.kept, 1 - move.kept};
  for (int64_t y = 0; y < out.shape.height; ++y) {
    const float* both[] = {FloatRow(kept, y), FloatRow(sum, y)};
    Kernels().combine_rows(both, weights, 2, 0, RowValues(out.shape), writer.Begin(y));
    writer.End(y);
  }
  return {};
}

}  // namespace imagepipeline
