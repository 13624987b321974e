// Stretches every channel of an image from its own range to the value range.
#include <cmath>
#include <limits>

#include "stages/channel_ops.h"
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

// What stretches a span of values to lo..hi in float32 steps: the clamp that follows cuts off what
// is too much, but nothing adds what is missing.
double GainOf(float span, float lo, float hi) {
  float gain = (hi - lo) / span;
  for (int i = 0; i < 4 && span * gain + lo < hi; ++i)
    gain = std::nextafter(gain, std::numeric_limits<float>::infinity());
  return gain;
}

class AutoContrast : public Stage {
 public:
  explicit AutoContrast(ParamReader& params) : value_range_(params.ReadRange("valueRange")) {}

  Action Act(const Shape& /*input*/, const double* /*numbers*/) const override {
    return StatisticsAction{.channel_min_max = true};
  }

  // A channel that is flat, or not all finite, stays.
  std::vector<PointOp> FromStatistics(const ImageStats& stats, const Shape& input,
                                      const double* /*numbers*/) const override {
    const auto channels = static_cast<size_t>(input.channels);
    const float lo = ToFloat(value_range_.lo), hi = ToFloat(value_range_.hi);
    PointOp stretch = ChannelAffine(0, 1, 0, input.channels), clamp;
    clamp.kind = PointOp::Kind::kChannelClamp;
    clamp.highs.assign(channels, std::numeric_limits<float>::infinity());
    clamp.lows.assign(channels, -std::numeric_limits<float>::infinity());
    for (size_t c = 0; c < channels; ++c) {
      const float low = stats.channel_min[c], span = stats.channel_max[c] - low;
      const double gain = GainOf(span, lo, hi);
      if (!(span > 0 && std::isfinite(span) && std::isfinite(gain))) continue;
      stretch.center[c] = low;
      stretch.scale[c] = gain;
      stretch.bias[c] = lo;
      clamp.lows[c] = lo;
      clamp.highs[c] = hi;
    }
    return {stretch, clamp};
  }

 private:
  Range value_range_;
};

}  // namespace

std::unique_ptr<Stage> MakeAutoContrast(ParamReader& params) {
  return std::make_unique<AutoContrast>(params);
}

}  // namespace imagepipeline
