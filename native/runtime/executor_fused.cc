#include <memory>
#include <utility>

#include "runtime/executor_kinds.h"
#include "runtime/fused_passes.h"
#include "runtime/resize_tables.h"
#include "runtime/statistics.h"
#include "runtime/warp_walk.h"

namespace imagepipeline {

namespace {

Status MoveBytes(const Pass& pass, const ConstImage& in, const MutableImage& out,
                 Scratch* scratch) {
  if (const auto* warp = std::get_if<WarpMove>(&pass.move)) {
    if (!IsAffineRun(*warp)) return WarpInt32(*warp, in, out, scratch);
    PickWarp(*warp, in, out);
    return {};
  }
  if (const auto* displacement = std::get_if<Displacement>(&pass.move))
    return DisplaceInt32(*displacement, in, out, scratch);
  if (const auto* shuffle = std::get_if<ShuffleMove>(&pass.move)) {
    ShuffleBytes(*shuffle, in, out);
  } else {
    NearestResizeBytes(std::get<ResampleAction>(pass.move), in, out);
  }
  return {};
}

Status RunSeparable(const Pass& pass, const ConstImage& in, const MutableImage& out,
                    std::vector<PointOp> ops, Scratch* scratch) {
  const std::shared_ptr<const ResizeTables> tables = TablesOf(pass);
  if (tables->bytes) {
    ops.erase(ops.begin());
    return RunByteResample(*tables, in, out, ops, scratch);
  }
  const RowOps row_ops(std::move(ops), pass.out, pass.out_dtype);
  return RunResample(*tables, in, out, row_ops, scratch);
}

}  // namespace

Status RunFusedPass(const Pass& pass, const ConstImage& in, const MutableImage& out,
                    Scratch* scratch) {
  if (IsByteMove(pass)) return MoveBytes(pass, in, out, scratch);
  ImageStats stats;
  if (pass.statistics_stage != nullptr) {
    Status status = ComputeStatistics(in, pass.statistics, scratch, &stats);
    if (!status.ok()) return status;
  }
  std::vector<PointOp> point_ops = PassOps(pass, stats);
  if (SamplesBytes(pass)) {
    point_ops.erase(point_ops.begin());
    return RunByteWarp(std::get<WarpMove>(pass.move), in, out, point_ops, scratch);
  }
  const auto* resample = std::get_if<ResampleAction>(&pass.move);
  if (resample != nullptr && resample->method != ResizeMethod::kNearest)
    return RunSeparable(pass, in, out, std::move(point_ops), scratch);
  const auto* shuffle = std::get_if<ShuffleMove>(&pass.move);
  if (shuffle != nullptr && ByteOps::Fit(point_ops, pass.out, in.dtype, out.dtype)) {
    RunShuffleOfBytes(*shuffle, in, out, ByteOps(std::move(point_ops), pass.out.channels));
    return {};
  }
  const RowOps ops(std::move(point_ops), pass.out, pass.out_dtype);
  if (shuffle != nullptr) return RunShuffle(*shuffle, in, out, ops, scratch);
  if (const auto* warp = std::get_if<WarpMove>(&pass.move))
    return RunWarp(*warp, in, out, ops, scratch);
  if (const auto* convolution = std::get_if<Convolution>(&pass.move))
    return RunConvolve(*convolution, in, out, ops, scratch);
  if (const auto* displacement = std::get_if<Displacement>(&pass.move))
    return RunDisplace(*displacement, in, out, ops, scratch);
  return RunNearestResize(std::get<ResampleAction>(pass.move), in, out, ops, scratch);
}

}  // namespace imagepipeline
