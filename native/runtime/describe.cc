// The passes of a plan in words.
#include <string>

#include "program/passes.h"
#include "runtime/executor.h"
#include "runtime/row_ops.h"

namespace imagepipeline {

namespace {

const char* Name(DType dtype) {
  constexpr const char* kNames[] = {"uint8", "uint16", "int32", "float32"};
  return kNames[static_cast<size_t>(dtype)];
}

const char* Name(FillMode mode) {
  constexpr const char* kNames[] = {"constant", "nearest", "reflect", "wrap"};
  return kNames[static_cast<size_t>(mode)];
}

const char* Name(SciPyMode mode) {
  constexpr const char* kNames[] = {"constant", "nearest",   "reflect",      "mirror",
                                    "wrap",     "grid-wrap", "grid-constant"};
  return kNames[static_cast<size_t>(mode)];
}

const char* Name(Interpolation interpolation) {
  return interpolation == Interpolation::kNearest ? "nearest" : "bilinear";
}

const char* Name(ResizeMethod method) {
  constexpr const char* kNames[] = {"nearest",  "bilinear", "bicubic",       "lanczos3",
                                    "lanczos5", "gaussian", "mitchellcubic", "area"};
  return kNames[static_cast<size_t>(method)];
}

std::string Name(const PointOp& op) {
  switch (op.kind) {
    case PointOp::Kind::kChannelAffine:
      return "channel affine";
    case PointOp::Kind::kChannelMatrix:
      return "channel matrix";
    case PointOp::Kind::kPixelAffine:
      return "pixel affine";
    case PointOp::Kind::kPillowBrightness:
      return "pillow brightness";
    case PointOp::Kind::kClamp:
      return "clamp";
    case PointOp::Kind::kChannelClamp:
      return "channel clamp";
    case PointOp::Kind::kHue:
      return "hue";
    case PointOp::Kind::kSaturation:
      return "saturation";
    case PointOp::Kind::kGray:
      return "gray";
    case PointOp::Kind::kSolarize:
      return "solarize";
    case PointOp::Kind::kPosterize:
      return "posterize";
    case PointOp::Kind::kChannelTable:
      return "channel table";
    case PointOp::Kind::kQuantize:
      return std::string("quantize ") + Name(op.dtype);
    case PointOp::Kind::kFill:
      return "fill";
    case PointOp::Kind::kNoise:
      return "noise";
    case PointOp::Kind::kTileTables:
      return "tile tables";
  }
  return {};
}

std::string Describe(const ShuffleMove& move, const Shape& in, const Shape& out) {
  std::string text;
  if (move.flip_columns || move.flip_rows) text = "flip";
  if (in != out) text += text.empty() ? "crop" : " crop";
  return text.empty() ? "copy" : text;
}

std::string Describe(const WarpMove& move) {
  const std::string text = std::string("warp ") + Name(move.interpolation) + " ";
  if (move.rule == CoordRule::kSciPy) return text + Name(move.scipy_mode) + " as SciPy";
  return text + Name(move.fill_mode) + (move.rule == CoordRule::kExact ? "" : " as TensorFlow");
}

std::string Describe(const ResampleAction& move) {
  return std::string("resize ") + Name(move.method) + (move.antialias ? " antialias" : "");
}

std::string Describe(const BranchMove& move) {
  switch (move.step) {
    case BranchAction::Step::kBegin:
      return "keep for versions";
    case BranchAction::Step::kNext:
      return "add version";
    case BranchAction::Step::kEnd:
      break;
  }
  return "sum of versions";
}

std::string Describe(const Displacement& move) {
  return std::string("displace ") + Name(move.interpolation) + " " + Name(move.fill_mode);
}

std::string Describe(const Convolution& move) {
  return "convolve " + std::to_string(move.rows.size()) + "x" + std::to_string(move.columns.size());
}

std::string MoveText(const Pass& pass) {
  if (const auto* shuffle = std::get_if<ShuffleMove>(&pass.move))
    return Describe(*shuffle, pass.in, pass.out);
  if (const auto* warp = std::get_if<WarpMove>(&pass.move)) return Describe(*warp);
  if (const auto* branch = std::get_if<BranchMove>(&pass.move)) return Describe(*branch);
  if (const auto* convolution = std::get_if<Convolution>(&pass.move)) return Describe(*convolution);
  if (const auto* displacement = std::get_if<Displacement>(&pass.move))
    return Describe(*displacement);
  return Describe(std::get<ResampleAction>(pass.move));
}

std::string Describe(const Pass& pass) {
  std::string text = MoveText(pass);
  text += " " + std::to_string(pass.stage_count) + (pass.stage_count == 1 ? " stage" : " stages");
  text += " -> " + std::to_string(pass.out.height) + "x" + std::to_string(pass.out.width);
  if (pass.statistics_stage != nullptr)
    text += "; " + pass.statistics_stage->kind + " from statistics";
  for (const PointOp& op : SimplifyOps(pass.ops, pass.out_dtype)) text += "; " + Name(op);
  return text + "; store " + Name(pass.out_dtype);
}

}  // namespace

std::string DescribePasses(const Plan& plan, const Shape& input, DType dtype,
                           const double* numbers) {
  Shape shape;
  DType result;
  const Status status = plan.Output(input, dtype, numbers, &shape, &result);
  if (!status.ok()) return status.message();
  std::string text;
  for (const Pass& pass : BuildPasses(plan, input, dtype, numbers)) {
    if (!text.empty()) text += "\n";
    text += Describe(pass);
  }
  return text;
}

}  // namespace imagepipeline
