#include "runtime/row_ops.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <utility>

#include "kernels/kernel_table.h"
#include "runtime/image_view.h"

namespace imagepipeline {

namespace {

using Kind = PointOp::Kind;

float ToFloat(double value) {
  return static_cast<float>(value > FLT_MAX ? FLT_MAX : value < -FLT_MAX ? -FLT_MAX : value);
}

std::vector<float> ToFloats(const std::vector<double>& values) {
  std::vector<float> floats(values.size());
  std::transform(values.begin(), values.end(), floats.begin(), ToFloat);
  return floats;
}

// The same, and gives the memory of the doubles back, which the next floats then take.
std::vector<float> TakeFloats(std::vector<double>* values) {
  const std::vector<double> taken = std::move(*values);
  return ToFloats(taken);
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

ChannelTable ToTable(PointOp* op) {
  ChannelTable table;
  table.rule = op->bins;
  table.entries = std::move(op->tables);
  for (size_t c = 0; c < op->keeps.size(); ++c) {
    if (!op->keeps[c]) table.changed.push_back(static_cast<int64_t>(c));
  }
  return table;
}

// The pixels' fill values, from one edge of the area to the other.
std::vector<float> FillingOf(const PointOp& op) {
  const std::vector<float> pixel = ToFloats(op.fill);
  std::vector<float> row;
  for (int64_t x = op.area.left; x < op.area.right; ++x)
    row.insert(row.end(), pixel.begin(), pixel.end());
  return row;
}

void Prepare(PointOp&& op, int64_t width, RowOps::Step* prepared) {
  RowOps::Step& step = *prepared;
  if (op.kind == Kind::kChannelAffine) {
    step.center = TakeFloats(&op.center);
    step.scale = TakeFloats(&op.scale);
    step.bias = TakeFloats(&op.bias);
  } else if (op.kind == Kind::kChannelTable) {
    step.table = ToTable(&op);
  } else if (op.kind == Kind::kNoise) {
    step.scale = ToFloats(op.scale);
  } else if (op.kind == Kind::kFill) {
    step.filling = FillingOf(op);
  } else if (op.kind == Kind::kTileTables) {
    step.tiles = std::make_unique<TileLookup>(op.tile_tables, width);
  } else if (IsColorOp(op)) {
    step.color = ColorRuleOf(op);
  } else {
    step.solarize = {ToFloat(op.amount), op.threshold, op.lo, op.hi, op.lo + op.hi};
    step.posterize = {0xFF << (8 - op.bits) & 0xFF, op.lo, op.hi - op.lo};
  }
  step.op = std::move(op);
}

bool AllFinite(const RowOps::Step& step) {
  for (const std::vector<float>* values : {&step.center, &step.scale, &step.bias}) {
    for (const float value : *values) {
      if (!std::isfinite(value)) return false;
    }
  }
  return true;
}

// The affines and clamps from `begin` on; false where there are more than fit.
bool ToScale(const std::vector<RowOps::Step>& steps, size_t begin, ScaleSteps* all) {
  for (size_t i = begin; i < steps.size(); ++i) {
    const RowOps::Step& step = steps[i];
    const bool clamps = step.op.kind == Kind::kClamp;
    const bool joins = clamps && all->count > 0 && !all->steps[all->count - 1].clamps;
    if (!joins && all->count++ == ScaleSteps::kMost) return false;
    ScaleStep& last = all->steps[all->count - 1];
    if (clamps) {
      last.clamps = true;
      last.lo = step.op.lo;
      last.hi = step.op.hi;
    } else {
      last.center = step.center.data();
      last.scale = step.scale.data();
      last.bias = step.bias.data();
    }
  }
  return true;
}

// Whether it does the same to a value wherever in the image that is.
bool IsEverywhereTheSame(const RowOps::Step& step) {
  switch (step.op.kind) {
    case Kind::kPixelAffine:
    case Kind::kFill:
    case Kind::kNoise:
    case Kind::kTileTables:
      return false;
    default:
      return true;
  }
}

// Values [first, first + count) of row y.
void AddNoise(const PointOp& op, float scale, int64_t y, size_t first, size_t count, float* row) {
  const KernelTable& kernels = Kernels();
  const float zero = 0;
  if (op.replaces) {
    kernels.normals(op.noise_key, y, first, count, row + first);
    kernels.channel_affine(row + first, count, 1, &zero, &scale, &zero);
    return kernels.clamp(row + first, count, op.lo, op.hi);
  }
  constexpr size_t kBlock = 1024;
  float noise[kBlock];
  const float weights[] = {1, scale};
  for (size_t end = first + count; first < end; first += kBlock) {
    const size_t values = std::min(kBlock, end - first);
    kernels.normals(op.noise_key, y, first, values, noise);
    const float* rows[] = {row + first, noise};
    kernels.combine_rows(rows, weights, 2, 0, values, row + first);
  }
}

void BrightenRow(const PillowBrightness& op, int64_t channels, size_t values, float* row) {
  for (size_t i = 0; i < values; ++i) {
    row[i] = BrightenedByPillow(op, row[i], channels == 4 && i % 4 == 3);
  }
}

}  // namespace

std::vector<PointOp> SimplifyOps(std::vector<PointOp> ops, DType stored) {
  size_t kept = 0;
  for (size_t i = 0; i < ops.size(); ++i) {
    const bool folds = kept > 0 && ops[i].kind == Kind::kChannelAffine &&
                       ops[kept - 1].kind == Kind::kChannelAffine;
    if (folds && FoldInto(&ops[kept - 1], ops[i])) continue;
    if (kept != i) ops[kept] = std::move(ops[i]);
    ++kept;
  }
  ops.resize(kept);
  while (!ops.empty() && ops.back().kind == Kind::kQuantize && ops.back().dtype == stored)
    ops.pop_back();
  return ops;
}

ColorRule ColorRuleOf(const PointOp& op) {
  ColorRule rule = {ColorRule::Kind::kGray, ToFloat(op.amount), ToFloat(1 - op.amount), op.lo,
                    op.hi};
  if (op.kind == Kind::kHue) {
    rule.kind = ColorRule::Kind::kHue;
    rule.amount = ToFloat(6 * op.amount);
  } else if (op.kind == Kind::kSaturation) {
    rule.kind = ColorRule::Kind::kSaturation;
  }
  return rule;
}

RowOps::RowOps(std::vector<PointOp> ops, const Shape& shape, DType stored)
    : channels_(shape.channels) {
  ops = SimplifyOps(std::move(ops), stored);
  while (stored == DType::kUint8 && !ops.empty() && KeepsBytes(ops.back())) ops.pop_back();
  steps_.reserve(ops.size());
  for (PointOp& op : ops) Prepare(std::move(op), shape.width, &steps_.emplace_back());
  same_everywhere_ = std::all_of(steps_.begin(), steps_.end(), IsEverywhereTheSame);
  constexpr int64_t kMaxScaledChannels = 4;
  if (shape.channels <= kMaxScaledChannels) FindFinalScale();
}

void RowOps::FindFinalScale() {
  const auto scales = [](const Step& step) {
    return step.op.kind == Kind::kClamp ||
           (step.op.kind == Kind::kChannelAffine && AllFinite(step));
  };
  scale_begin_ = steps_.size();
  while (scale_begin_ > 0 && scales(steps_[scale_begin_ - 1])) {
    ScaleSteps all;
    if (!ToScale(steps_, scale_begin_ - 1, &all)) break;
    final_scale_ = all;
    --scale_begin_;
  }
}

void RowOps::RunSteps(size_t count, int64_t y, size_t pixels, float* row) const {
  const KernelTable& kernels = Kernels();
  const int64_t channels = channels_;
  const size_t values = pixels * static_cast<size_t>(channels);
  const size_t offset = static_cast<size_t>(y) * values;
  for (size_t i = 0; i < count; ++i) {
    const Step& step = steps_[i];
    const PointOp& op = step.op;
    const bool in_area = y >= op.area.top && y < op.area.bottom;
    const auto area_first = static_cast<size_t>(op.area.left * channels_);
    const auto area_values = static_cast<size_t>((op.area.right - op.area.left) * channels_);
    switch (op.kind) {
      case Kind::kChannelAffine:
        kernels.channel_affine(row, pixels, channels, step.center.data(), step.scale.data(),
                               step.bias.data());
        break;
      case Kind::kChannelMatrix:
        kernels.channel_matrix(row, pixels, channels, op.center.data(), op.matrix.data(),
                               op.bias.data());
        break;
      case Kind::kPixelAffine:
        kernels.value_affine(row, values, op.centers->data() + offset, op.scales->data() + offset);
        break;
      case Kind::kPillowBrightness:
        BrightenRow(op.brightness, channels_, values, row);
        break;
      case Kind::kClamp:
        kernels.clamp(row, values, op.lo, op.hi);
        break;
      case Kind::kChannelClamp:
        kernels.clamp_channels(row, pixels, channels, op.lows.data(), op.highs.data());
        break;
      case Kind::kHue:
        kernels.turn_hue(row, pixels, channels, step.color.amount, op.lo, op.hi);
        break;
      case Kind::kSaturation:
        kernels.scale_saturation(row, pixels, channels, step.color.amount, op.lo);
        break;
      case Kind::kGray:
        kernels.mix_gray(row, pixels, channels, step.color.keep, step.color.amount, op.lo, op.hi);
        break;
      case Kind::kSolarize:
        kernels.solarize(row, values, step.solarize);
        break;
      case Kind::kPosterize:
        kernels.posterize(row, values, step.posterize);
        break;
      case Kind::kChannelTable:
        kernels.look_up_channels(row, pixels, channels, step.table);
        break;
      case Kind::kQuantize:
        kernels.quantize(row, values, op.dtype);
        break;
      case Kind::kFill:
        if (in_area) std::copy(step.filling.begin(), step.filling.end(), row + area_first);
        break;
      case Kind::kNoise:
        if (in_area) AddNoise(op, step.scale[0], y, area_first, area_values, row);
        break;
      case Kind::kTileTables:
        step.tiles->Run(y, row);
        break;
    }
  }
}

}  // namespace imagepipeline
