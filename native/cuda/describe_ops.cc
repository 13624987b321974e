#include "cuda/describe_ops.h"

#include <algorithm>

namespace imagepipeline::cuda {

namespace {

using Kind = PointOp::Kind;

// Of those of IsKnownOp().
DeviceOpKind KindOf(const PointOp& op) {
  switch (op.kind) {
    case Kind::kChannelAffine:
      return DeviceOpKind::kChannelAffine;
    case Kind::kPixelAffine:
      return DeviceOpKind::kPixelAffine;
    case Kind::kQuantize:
      return DeviceOpKind::kQuantize;
    case Kind::kChannelClamp:
      return DeviceOpKind::kChannelClamp;
    case Kind::kChannelMatrix:
      return DeviceOpKind::kChannelMatrix;
    case Kind::kSolarize:
      return DeviceOpKind::kSolarize;
    case Kind::kPosterize:
      return DeviceOpKind::kPosterize;
    case Kind::kChannelTable:
      return DeviceOpKind::kChannelTable;
    case Kind::kPillowBrightness:
      return DeviceOpKind::kPillowBrightness;
    case Kind::kFill:
      return DeviceOpKind::kFill;
    default:
      return IsColorOp(op) ? DeviceOpKind::kColor : DeviceOpKind::kClamp;
  }
}

}  // namespace

bool IsKnownOp(const PointOp& op, bool known_channels) {
  if (op.kind == Kind::kNoise || op.kind == Kind::kTileTables) return false;
  return known_channels || (!IsColorOp(op) && op.kind != Kind::kChannelMatrix);
}

DeviceOp OpDescriber::Describe(const RowOps::Step& step, const Shape& shape) {
  DeviceOp op;
  op.kind = KindOf(step.op);
  op.dtype = step.op.dtype;
  op.lo = step.op.lo;
  op.hi = step.op.hi;
  if (op.kind == DeviceOpKind::kChannelAffine) {
    op.channels = PutChannels(step);
  } else if (op.kind == DeviceOpKind::kPixelAffine) {
    op.centers = PutShared(step.op.centers);
    op.scales = PutShared(step.op.scales);
  } else {
    op.rule = PutRule(step, shape);
  }
  return op;
}

uint64_t OpDescriber::PutRule(const RowOps::Step& step, const Shape& shape) {
  switch (step.op.kind) {
    case Kind::kChannelClamp:
      return PutRanges(step.op);
    case Kind::kChannelMatrix:
      return PutMatrix(step.op);
    case Kind::kHue:
    case Kind::kSaturation:
    case Kind::kGray:
      return PutOne(step.color);
    case Kind::kSolarize:
      return PutOne(step.solarize);
    case Kind::kPosterize:
      return PutOne(step.posterize);
    case Kind::kPillowBrightness:
      return PutOne(step.op.brightness);
    case Kind::kChannelTable:
      return PutTable(step.table, shape.channels);
    case Kind::kFill:
      return PutFill(step, shape);
    default:
      return 0;
  }
}

uint64_t OpDescriber::PutChannels(const RowOps::Step& step) {
  std::vector<ChannelNumbers> channels(step.center.size());
  for (size_t c = 0; c < channels.size(); ++c)
    channels[c] = {step.center[c], step.scale[c], step.bias[c], 0};
  return arena_->Put(channels);
}

uint64_t OpDescriber::PutRanges(const PointOp& op) {
  std::vector<ChannelRange> ranges(op.lows.size());
  for (size_t c = 0; c < ranges.size(); ++c) ranges[c] = {op.lows[c], op.highs[c]};
  return arena_->Put(ranges);
}

uint64_t OpDescriber::PutMatrix(const PointOp& op) {
  std::vector<double> numbers = op.center;
  numbers.insert(numbers.end(), op.matrix.begin(), op.matrix.end());
  numbers.insert(numbers.end(), op.bias.begin(), op.bias.end());
  return arena_->Put(numbers);
}

uint64_t OpDescriber::PutTable(const ChannelTable& table, int64_t channels) {
  std::vector<int32_t> changes(static_cast<size_t>(channels), 0);
  for (const int64_t c : table.changed) changes[static_cast<size_t>(c)] = 1;
  DeviceTable device;
  device.rule = table.rule;
  device.changes = arena_->Put(changes);
  device.entries = arena_->Put(table.entries);
  return PutOne(device);
}

uint64_t OpDescriber::PutFill(const RowOps::Step& step, const Shape& shape) {
  const PixelArea& area = step.op.area;
  // A row of the area begins with one pixel's values; an empty one has none and reads none.
  const size_t values = std::min(step.filling.size(), static_cast<size_t>(shape.channels));
  DeviceFill fill;
  fill.top = area.top;
  fill.left = area.left;
  fill.bottom = area.bottom;
  fill.right = area.right;
  fill.width = shape.width;
  fill.values = arena_->Put(
      std::vector<float>(step.filling.begin(), step.filling.begin() + static_cast<long>(values)));
  return PutOne(fill);
}

uint64_t OpDescriber::PutShared(const std::shared_ptr<const std::vector<float>>& values) {
  for (const SharedValues& known : shared_) {
    if (known.values == values) return known.offset;
  }
  constexpr size_t kKept = 8;
  if (shared_.size() == kKept) shared_.erase(shared_.begin());
  shared_.push_back({values, arena_->Put(*values)});
  return shared_.back().offset;
}

}  // namespace imagepipeline::cuda
