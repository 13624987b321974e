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
    case PointOp::Kind::kQuantize:
      return std::string("quantize ") + Name(op.dtype);
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

std::string MoveText(const Pass& pass) {
  if (const auto* shuffle = std::get_if<ShuffleMove>(&pass.move))
    return Describe(*shuffle, pass.in, pass.out);
  if (const auto* warp = std::get_if<WarpMove>(&pass.move)) return Describe(*warp);
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
