#include "runtime/row_ops.h"

#include <cfloat>
#include <cmath>
#include <utility>

#include "kernels/kernel_table.h"
#include "runtime/image_view.h"

namespace imagepipeline {

namespace {

using Kind = PointOp::Kind;

std::vector<float> ToFloats(const std::vector<double>& values) {
  std::vector<float> floats(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    const double bounded = values[i] > FLT_MAX    ? FLT_MAX
                           : values[i] < -FLT_MAX ? -FLT_MAX
                                                  : values[i];
    floats[i] = static_cast<float>(bounded);
  }
  return floats;
}

// ((v - c) s + b - c') s' + b' = (v - c) (s s') + ((b - c') s' + b'). False when that is not finite
// in float32.
bool FoldInto(PointOp* first, const PointOp& second) {
  PointOp folded = *first;
  for (size_t c = 0; c < folded.scale.size(); ++c) {
    folded.scale[c] = first->scale[c] * second.scale[c];
    folded.bias[c] = (first->bias[c] - second.center[c]) * second.scale[c] + second.bias[c];
    if (!(std::fabs(folded.scale[c]) <= FLT_MAX && std::fabs(folded.bias[c]) <= FLT_MAX))
      return false;
  }
  *first = std::move(folded);
  return true;
}

void BrightenRow(const PillowBrightness& op, int64_t channels, size_t values, float* row) {
  for (size_t i = 0; i < values; ++i) {
    row[i] = BrightenedByPillow(op, row[i], channels == 4 && i % 4 == 3);
  }
}

}  // namespace

std::vector<PointOp> SimplifyOps(std::vector<PointOp> ops, DType stored) {
  std::vector<PointOp> result;
  for (PointOp& op : ops) {
    const bool folds = !result.empty() && op.kind == Kind::kChannelAffine &&
                       result.back().kind == Kind::kChannelAffine;
    if (folds && FoldInto(&result.back(), op)) continue;
    result.push_back(std::move(op));
  }
  while (!result.empty() && result.back().kind == Kind::kQuantize && result.back().dtype == stored)
    result.pop_back();
  return result;
}

RowOps::RowOps(const std::vector<PointOp>& ops, const Shape& shape, DType stored) : shape_(shape) {
  for (PointOp& op : SimplifyOps(ops, stored)) {
    Step step;
    if (op.kind == Kind::kChannelAffine) {
      step.center = ToFloats(op.center);
      step.scale = ToFloats(op.scale);
      step.bias = ToFloats(op.bias);
    }
    step.op = std::move(op);
    steps_.push_back(std::move(step));
  }
}

void RowOps::Run(int64_t y, float* row) const {
  const KernelTable& kernels = Kernels();
  const size_t values = RowValues(shape_);
  const size_t offset = static_cast<size_t>(y) * values;
  for (const Step& step : steps_) {
    const PointOp& op = step.op;
    switch (op.kind) {
      case Kind::kChannelAffine:
        kernels.channel_affine(row, static_cast<size_t>(shape_.width), shape_.channels,
                               step.center.data(), step.scale.data(), step.bias.data());
        break;
      case Kind::kChannelMatrix:
        kernels.channel_matrix(row, static_cast<size_t>(shape_.width), shape_.channels,
                               op.center.data(), op.matrix.data(), op.bias.data());
        break;
      case Kind::kPixelAffine:
        kernels.value_affine(row, values, op.centers->data() + offset, op.scales->data() + offset);
        break;
      case Kind::kPillowBrightness:
        BrightenRow(op.brightness, shape_.channels, values, row);
        break;
      case Kind::kClamp:
        kernels.clamp(row, values, op.lo, op.hi);
        break;
      case Kind::kQuantize:
        kernels.quantize(row, values, op.dtype);
        break;
    }
  }
}

}  // namespace imagepipeline
