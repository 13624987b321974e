// The brightness of ImageDataGenerator: multiplies by one drawn factor. The old variants go through
// 8 bits, which this library's own does not.
#include <algorithm>

#include "stages/channel_ops.h"
#include "stages/idg_variant.h"
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class IdgBrightness : public Stage {
 public:
  explicit IdgBrightness(ParamReader& params)
      : variant_(ReadIdgVariant(params)), brightness_(params.ReadRange("brightness")) {}

  std::vector<std::string> NumberNames() const override { return {"brightness"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Uniform(brightness_.lo, brightness_.hi);
  }

  Status Check(const Shape& input) const override {
    const int64_t channels = input.channels;
    if (variant_ == IdgVariant::kCorrected || channels == 1 || channels == 3 || channels == 4)
      return {};
    return {"E_CHANNELS", kind + ": Pillow knows images of 1, 3 or 4 channels, not of " +
                              std::to_string(channels)};
  }

  Action Act(const Shape& /*input*/, const double* /*numbers*/) const override {
    return StatisticsAction{.min_max = true};
  }

  std::vector<PointOp> FromStatistics(const ImageStats& stats, const Shape& input,
                                      const double* numbers) const override {
    if (variant_ == IdgVariant::kCorrected) return Multiplied(stats, input, numbers[0]);
    PointOp op;
    op.kind = PointOp::Kind::kPillowBrightness;
    op.brightness = variant_ == IdgVariant::kIdg11 ? Stretched(stats) : StretchedOutside(stats);
    op.brightness.factor = ToFloat(numbers[0]);
    return {op};
  }

 private:
  // Clipped to 0..255 or to the image's own range where that is wider; alpha stays.
  static std::vector<PointOp> Multiplied(const ImageStats& stats, const Shape& input,
                                         double factor) {
    const auto channels = static_cast<size_t>(input.channels);
    std::vector<double> scale(channels, factor);
    if (channels == 4) scale[3] = 1;
    const std::vector<double> none(channels, 0);
    return {ChannelAffine(none, scale, none, input.channels),
            Clamp(std::min(0.0f, stats.min), std::max(255.0f, stats.max))};
  }

  // The greatest value becomes 255.
  static PillowBrightness Stretched(const ImageStats& stats) {
    PillowBrightness op;
    op.stretches = true;
    op.low = std::min(stats.min, 0.0f);
    op.divisor = stats.max - op.low;
    return op;
  }

  // The image's range becomes 0..255 and back, if it leaves 0..255.
  static PillowBrightness StretchedOutside(const ImageStats& stats) {
    PillowBrightness op;
    if (stats.min >= 0 && stats.max <= 255) return op;
    op.stretches = op.restores = true;
    op.low = stats.min;
    op.divisor = op.span = stats.max - stats.min;
    return op;
  }

  IdgVariant variant_;
  Range brightness_;
};

}  // namespace

std::unique_ptr<Stage> MakeIdgBrightness(ParamReader& params) {
  return std::make_unique<IdgBrightness>(params);
}

}  // namespace imagepipeline
