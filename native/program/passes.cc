#include "program/passes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>

#include "program/pass_builder.h"

namespace imagepipeline {

namespace {

bool IsByteRounding(const PointOp& op) {
  return op.kind == PointOp::Kind::kQuantize && op.dtype == DType::kUint8;
}

// Whether what the pass makes of bytes is rounded to bytes before anything else.
bool RoundsToBytes(const Pass& pass) {
  return pass.in_dtype == DType::kUint8 && !pass.ops.empty() && IsByteRounding(pass.ops.front());
}

// The op behind a rounding to bytes before which nothing matters to it; 0 without one.
std::ptrdiff_t FirstOfBytes(const std::vector<PointOp>& ops) {
  const auto rounding = std::find_if_not(ops.begin(), ops.end(), KeepsBytes);
  return rounding != ops.end() && IsByteRounding(*rounding) ? rounding - ops.begin() + 1 : 0;
}

PassBuilder Built(const Plan& plan, const Shape& input, DType dtype, const double* numbers) {
  PassBuilder builder(plan.fuse(), input, dtype);
  const double* const all = numbers;
  for (const std::unique_ptr<Stage>& stage : plan.stages()) {
    if (Plan::Runs(*stage, all)) {
      const bool takes = stage->Check(builder.shape()).ok();
      builder.Add(*stage, takes ? stage->Act(builder.shape(), numbers) : NoAction{}, numbers);
    } else {
      builder.Skip();
    }
    numbers += stage->number_count;
  }
  return builder;
}

}  // namespace

std::vector<Pass> BuildPasses(const Plan& plan, const Shape& input, DType dtype,
                              const double* numbers) {
  if (plan.role() == Role::kMask) {
    return BuildMaskPasses(plan, {input, dtype, plan.mask_fill_value()}, numbers, input, dtype);
  }
  return Built(plan, input, dtype, numbers).FinishOf(plan);
}

std::vector<PlacedMove> PlacedMoves(const Plan& plan, const Shape& input, DType dtype,
                                    const double* numbers) {
  return Built(plan, input, dtype, numbers).moves();
}

std::vector<Pass> BuildMaskPasses(const Plan& plan, const MaskedImage& image, const double* numbers,
                                  const Shape& mask, DType mask_dtype) {
  PassBuilder builder(plan.fuse(), mask, mask_dtype);
  for (const PlacedMove& move : PlacedMoves(plan, image.shape, image.dtype, numbers)) {
    builder.AddMove(move, image.fill_value);
  }
  return builder.Finish();
}

std::vector<PointOp> PassOps(const Pass& pass, const ImageStats& stats) {
  if (pass.statistics_stage == nullptr) return pass.ops;
  std::vector<PointOp> ops = pass.statistics_stage->FromStatistics(stats, pass.in, pass.numbers);
  ops.insert(ops.end(), pass.ops.begin(), pass.ops.end());
  return ops;
}

bool SamplesBytes(const Pass& pass) {
  const auto* warp = std::get_if<WarpMove>(&pass.move);
  if (warp == nullptr || warp->rule != CoordRule::kExact) return false;
  const float fill = warp->fill_value;
  const bool fills_bytes = fill >= 0 && fill <= 255 && fill == std::floor(fill);
  return warp->interpolation == Interpolation::kBilinear && fills_bytes && RoundsToBytes(pass);
}

bool ResamplesBytes(const Pass& pass) {
  if (const auto* blur = std::get_if<Convolution>(&pass.move)) {
    return blur->self_weight == 0 && blur->blur_weight == 1 && pass.in_dtype == DType::kUint8 &&
           FirstOfBytes(pass.ops) > 0;
  }
  const auto* resample = std::get_if<ResampleAction>(&pass.move);
  if (resample == nullptr || !RoundsToBytes(pass)) return false;
  return resample->method == ResizeMethod::kBilinear || resample->method == ResizeMethod::kArea;
}

std::vector<PointOp> OpsOfBytes(const Pass& pass) {
  return {pass.ops.begin() + FirstOfBytes(pass.ops), pass.ops.end()};
}

bool IsByteMove(const Pass& pass) {
  if (pass.in_dtype != pass.out_dtype || pass.statistics_stage != nullptr) return false;
  const bool computes = std::holds_alternative<BranchMove>(pass.move) ||
                        std::holds_alternative<Convolution>(pass.move);
  if (computes) return false;
  const bool is_int32 = pass.in_dtype == DType::kInt32;
  if (const auto* warp = std::get_if<WarpMove>(&pass.move)) {
    const bool exact = IsAffineRun(*warp) || (is_int32 && warp->rule != CoordRule::kSciPy);
    if (warp->interpolation != Interpolation::kNearest || !exact) return false;
  }
  const auto* displacement = std::get_if<Displacement>(&pass.move);
  if (displacement != nullptr &&
      (displacement->interpolation != Interpolation::kNearest || !is_int32))
    return false;
  const auto* resample = std::get_if<ResampleAction>(&pass.move);
  if (resample != nullptr && resample->method != ResizeMethod::kNearest) return false;
  return std::all_of(pass.ops.begin(), pass.ops.end(), [&](const PointOp& op) {
    return op.kind == PointOp::Kind::kQuantize && op.dtype == pass.in_dtype;
  });
}

}  // namespace imagepipeline
