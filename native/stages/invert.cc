// Turns the value range upside down, by a coin whose probability is drawn as well.
#include "stages/channel_ops.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Invert : public Stage {
 public:
  explicit Invert(ParamReader& params)
      : factor_(params.ReadRange("factor")), value_range_(params.ReadRange("valueRange")) {}

  std::vector<std::string> NumberNames() const override { return {"invert"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    const double probability = source.Uniform(factor_.lo, factor_.hi);
    numbers[0] = source.Unit() < probability ? 1 : 0;
  }

  Action Act(const Shape& input, const double* numbers) const override {
    if (numbers[0] == 0) return NoAction{};
    return Points(ChannelAffine(value_range_.lo + value_range_.hi, -1, 0, input.channels));
  }

 private:
  Range factor_, value_range_;
};

}  // namespace

std::unique_ptr<Stage> MakeInvert(ParamReader& params) { return std::make_unique<Invert>(params); }

}  // namespace imagepipeline
