#include <memory>
#include <utility>

#include "runtime/executor_kinds.h"
#include "runtime/fused_passes.h"
#include "runtime/separable_tables.h"
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

bool HasTables(const Pass& pass) {
  if (std::holds_alternative<Convolution>(pass.move)) return ResamplesBytes(pass);
  const auto* resample = std::get_if<ResampleAction>(&pass.move);
  return resample != nullptr && resample->method != ResizeMethod::kNearest;
}

// Whether its samples are bytes depends on the instruction set, so nothing is kept but the tables.
Status RunWithTables(const Pass& pass, const ConstImage& in, const MutableImage& out,
                     Scratch* scratch) {
  const std::shared_ptr<const SeparableTables> tables = TablesOf(pass);
  if (tables->bytes) return RunByteResample(*tables, in, out, OpsOfBytes(pass), scratch);
  const RowOps ops(pass.ops, pass.out, pass.out_dtype);
  if (const auto* blur = std::get_if<Convolution>(&pass.move))
    return RunConvolve(*blur, in, out, ops, scratch);
  return RunResample(*tables, in, out, ops, scratch);
}

Status RunMove(const Pass& pass, const ReadyOps& ops, const ConstImage& in, const MutableImage& out,
               Scratch* scratch) {
  if (ops.of_bytes() != nullptr)
    return RunByteWarp(std::get<WarpMove>(pass.move), in, out, *ops.of_bytes(), scratch);
  const auto* shuffle = std::get_if<ShuffleMove>(&pass.move);
  if (ops.bytes() != nullptr) {
    RunShuffleOfBytes(*shuffle, in, out, *ops.bytes());
    return {};
  }
  if (shuffle != nullptr) return RunShuffle(*shuffle, in, out, ops.rows(), scratch);
  if (const auto* warp = std::get_if<WarpMove>(&pass.move))
    return RunWarp(*warp, in, out, ops.rows(), scratch);
  if (const auto* convolution = std::get_if<Convolution>(&pass.move))
    return RunConvolve(*convolution, in, out, ops.rows(), scratch);
  if (const auto* displacement = std::get_if<Displacement>(&pass.move))
    return RunDisplace(*displacement, in, out, ops.rows(), scratch);
  return RunNearestResize(std::get<ResampleAction>(pass.move), in, out, ops.rows(), scratch);
}

}  // namespace

Status RunFusedPass(const Pass& pass, const ConstImage& in, const MutableImage& out,
                    Scratch* scratch, std::optional<ReadyOps>* kept) {
  if (IsByteMove(pass)) return MoveBytes(pass, in, out, scratch);
  if (pass.statistics_stage != nullptr) {
    ImageStats stats;
    Status status = ComputeStatistics(in, pass.statistics, scratch, &stats);
    if (!status.ok()) return status;
    return RunMove(pass, ReadyOps(pass, PassOps(pass, stats)), in, out, scratch);
  }
  if (HasTables(pass)) return RunWithTables(pass, in, out, scratch);
  if (!*kept) kept->emplace(pass, pass.ops);
  return RunMove(pass, **kept, in, out, scratch);
}

}  // namespace imagepipeline
