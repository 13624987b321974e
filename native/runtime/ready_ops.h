// The point ops of a fused pass, made ready for its rows. Where they do not come from statistics,
// the next image of the same pass takes the same.
#ifndef IMAGEPIPELINE_RUNTIME_READY_OPS_H_
#define IMAGEPIPELINE_RUNTIME_READY_OPS_H_

#include <variant>
#include <vector>

#include "program/passes.h"
#include "runtime/byte_ops.h"
#include "runtime/row_ops.h"

namespace imagepipeline {

class ReadyOps {
 public:
  // `ops` are all of the pass, PassOps().
  ReadyOps(const Pass& pass, std::vector<PointOp> ops);

  // Those behind the rounding of a warp that SamplesBytes(); null for other passes.
  const std::vector<PointOp>* of_bytes() const { return std::get_if<OpsOfBytes>(&ops_); }
  // Of a shuffle whose bytes stay bytes; null for other passes.
  const ByteOps* bytes() const { return std::get_if<ByteOps>(&ops_); }
  // Of all other passes.
  const RowOps& rows() const { return std::get<RowOps>(ops_); }

 private:
  using OpsOfBytes = std::vector<PointOp>;
  using Ops = std::variant<OpsOfBytes, ByteOps, RowOps>;
  static Ops Prepare(const Pass& pass, std::vector<PointOp> ops);

  Ops ops_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_READY_OPS_H_
