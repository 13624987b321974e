// Makers of the common point ops, and the check that a parameter has one value or one per channel.
#ifndef IMAGEPIPELINE_STAGES_CHANNEL_OPS_H_
#define IMAGEPIPELINE_STAGES_CHANNEL_OPS_H_

#include <string>
#include <utility>
#include <vector>

#include "core/status.h"
#include "program/param_reader.h"
#include "program/stage.h"

namespace imagepipeline {

// (v - center) * scale + bias; each list has one value, for all channels, or one per channel.
PointOp ChannelAffine(const std::vector<double>& center, const std::vector<double>& scale,
                      const std::vector<double>& bias, int64_t channels);

// The same for all channels.
PointOp ChannelAffine(double center, double scale, double bias, int64_t channels);

// Row k of `matrix` says what channel k, less center[k], adds to each output; bias is added last.
PointOp ChannelMatrix(std::vector<double> center, std::vector<double> matrix,
                      std::vector<double> bias);

PointOp Clamp(double lo, double hi);

// The ops as an action. A list in braces would copy each, and leave no room for the rounding that
// follows them in a pass.
template <typename... Ops>
PointAction Points(Ops... ops) {
  PointAction action;
  action.ops.reserve(sizeof...(ops) + 1);
  (action.ops.push_back(std::move(ops)), ...);
  return action;
}

// The op on colours (kHue, kSaturation, kGray) within lo..hi.
PointOp ColorOp(PointOp::Kind kind, double amount, double lo, double hi);

// "hue: the image has 2 channels; it must have 1 (gray), 3 (RGB) or 4 (RGB and alpha)".
Status CheckColors(const std::string& kind, int64_t channels);

// "normalize: mean has 3 values, the image has 4 channels".
Status CheckChannels(const std::string& kind, const std::string& name, size_t count,
                     int64_t channels);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_STAGES_CHANNEL_OPS_H_
