// x * scale + offset.
#include <algorithm>

#include "stages/channel_ops.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Rescale : public Stage {
 public:
  explicit Rescale(ParamReader& params)
      : scale_(params.Numbers("scale")), offset_(params.Numbers("offset")) {}

  Status Check(const Shape& input) const override {
    Status status = CheckChannels("rescale", "scale", scale_.size(), input.channels);
    if (!status.ok()) return status;
    return CheckChannels("rescale", "offset", offset_.size(), input.channels);
  }

  Action Act(const Shape& input, const double* /*numbers*/) const override {
    if (IsAll(scale_, 1) && IsAll(offset_, 0)) return NoAction{};  // only a change of dtype
    return Points(ChannelAffine({0}, scale_, offset_, input.channels));
  }

 private:
  static bool IsAll(const std::vector<double>& values, double wanted) {
    return std::all_of(values.begin(), values.end(), [&](double v) { return v == wanted; });
  }

  std::vector<double> scale_, offset_;
};

}  // namespace

std::unique_ptr<Stage> MakeRescale(ParamReader& params) {
  return std::make_unique<Rescale>(params);
}

}  // namespace imagepipeline
