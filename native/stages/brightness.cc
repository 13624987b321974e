// Adds one drawn value to all channels and clips, also when that value is 0.
#include "stages/channel_ops.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Brightness : public Stage {
 public:
  explicit Brightness(ParamReader& params)
      : factor_(params.ReadRange("factor")), value_range_(params.ReadRange("valueRange")) {}

  std::vector<std::string> NumberNames() const override { return {"delta"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Uniform(factor_.lo, factor_.hi) * (value_range_.hi - value_range_.lo);
  }

  Action Act(const Shape& input, const double* numbers) const override {
    return Points(ChannelAffine(0, 1, numbers[0], input.channels),
                  Clamp(value_range_.lo, value_range_.hi));
  }

 private:
  Range factor_, value_range_;
};

}  // namespace

std::unique_ptr<Stage> MakeBrightness(ParamReader& params) {
  return std::make_unique<Brightness>(params);
}

}  // namespace imagepipeline
