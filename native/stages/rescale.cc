// x * scale + offset.
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
    return PointAction{{ChannelAffine({0}, scale_, offset_, input.channels)}};
  }

 private:
  std::vector<double> scale_, offset_;
};

}  // namespace

std::unique_ptr<Stage> MakeRescale(ParamReader& params) {
  return std::make_unique<Rescale>(params);
}

}  // namespace imagepipeline
