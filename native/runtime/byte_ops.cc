#include "runtime/byte_ops.h"

#include <algorithm>
#include <utility>

#include "kernels/kernel_table.h"
#include "runtime/row_ops.h"

namespace imagepipeline {

namespace {

// The store does what a quantize to uint8 at the end says.
bool IsOneColorOp(const std::vector<PointOp>& ops) {
  return !ops.empty() && IsColorOp(ops.front()) &&
         std::all_of(ops.begin() + 1, ops.end(), [](const PointOp& op) {
           return op.kind == PointOp::Kind::kQuantize && op.dtype == DType::kUint8;
         });
}

}  // namespace

bool ByteOps::Fit(const std::vector<PointOp>& ops, const Shape& shape, DType in_dtype,
                  DType out_dtype) {
  if (ByteTable::Fits(ops, shape, in_dtype, out_dtype)) return true;
  return in_dtype == DType::kUint8 && out_dtype == DType::kUint8 && IsOneColorOp(ops);
}

ByteOps::ByteOps(std::vector<PointOp> ops, int64_t channels) : channels_(channels) {
  if (IsColorOp(ops.front())) {
    color_ = ColorRuleOf(ops.front());
  } else {
    table_.emplace(std::move(ops), channels);
  }
}

void ByteOps::Run(const uint8_t* in, size_t pixels, uint8_t* out) const {
  if (table_) return table_->LookUp(in, pixels, out);
  Kernels().change_color_bytes(in, pixels, channels_, color_, out);
}

}  // namespace imagepipeline
