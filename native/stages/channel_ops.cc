#include "stages/channel_ops.h"

#include <utility>

#include "stages/sampling.h"

namespace imagepipeline {

namespace {

std::vector<double> Expand(const std::vector<double>& values, int64_t channels) {
  if (values.size() != 1) return values;
  return std::vector<double>(static_cast<size_t>(channels), values[0]);
}

}  // namespace

PointOp ChannelAffine(const std::vector<double>& center, const std::vector<double>& scale,
                      const std::vector<double>& bias, int64_t channels) {
  PointOp op;
  op.kind = PointOp::Kind::kChannelAffine;
  op.center = Expand(center, channels);
  op.scale = Expand(scale, channels);
  op.bias = Expand(bias, channels);
  return op;
}

PointOp ChannelAffine(double center, double scale, double bias, int64_t channels) {
  const auto count = static_cast<size_t>(channels);
  PointOp op;
  op.kind = PointOp::Kind::kChannelAffine;
  op.center.assign(count, center);
  op.scale.assign(count, scale);
  op.bias.assign(count, bias);
  return op;
}

PointOp ChannelMatrix(std::vector<double> center, std::vector<double> matrix,
                      std::vector<double> bias) {
  PointOp op;
  op.kind = PointOp::Kind::kChannelMatrix;
  op.center = std::move(center);
  op.matrix = std::move(matrix);
  op.bias = std::move(bias);
  return op;
}

PointOp Clamp(double lo, double hi) {
  PointOp op;
  op.kind = PointOp::Kind::kClamp;
  op.lo = ToFloat(lo);
  op.hi = ToFloat(hi);
  return op;
}

PointOp ColorOp(PointOp::Kind kind, double amount, double lo, double hi) {
  PointOp op = Clamp(lo, hi);
  op.kind = kind;
  op.amount = amount;
  return op;
}

Status CheckColors(const std::string& kind, int64_t channels) {
  if (channels == 1 || channels == 3 || channels == 4) return {};
  return {"E_CHANNELS", kind + ": the image has " + std::to_string(channels) +
                            " channels; it must have 1 (gray), 3 (RGB) or 4 (RGB and alpha)"};
}

Status CheckChannels(const std::string& kind, const std::string& name, size_t count,
                     int64_t channels) {
  if (count == 1 || static_cast<int64_t>(count) == channels) return {};
  return {"E_CHANNELS", kind + ": " + name + " has " + std::to_string(count) +
                            " values, the image has " + std::to_string(channels) + " channels"};
}

}  // namespace imagepipeline
