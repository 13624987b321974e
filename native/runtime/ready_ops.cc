#include "runtime/ready_ops.h"

#include <utility>

namespace imagepipeline {

ReadyOps::Ops ReadyOps::Prepare(const Pass& pass, std::vector<PointOp> ops) {
  if (SamplesBytes(pass)) {
    ops.erase(ops.begin());
    return ops;
  }
  if (std::holds_alternative<ShuffleMove>(pass.move) &&
      ByteOps::Fit(ops, pass.out, pass.in_dtype, pass.out_dtype))
    return ByteOps(std::move(ops), pass.out.channels);
  return Ops(std::in_place_type<RowOps>, std::move(ops), pass.out, pass.out_dtype);
}

ReadyOps::ReadyOps(const Pass& pass, std::vector<PointOp> ops)
    : ops_(Prepare(pass, std::move(ops))) {}

}  // namespace imagepipeline
