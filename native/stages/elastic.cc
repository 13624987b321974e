// Deforms an image by a smooth random field, by a coin, and clips in any case.
#include <algorithm>

#include "stages/channel_ops.h"
#include "stages/gaussian_weights.h"
#include "stages/noise.h"
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Elastic : public Stage {
 public:
  explicit Elastic(ParamReader& params)
      : factor_(params.ReadRange("factor")),
        scale_(params.ReadRange("scale")),
        value_range_(params.ReadRange("valueRange")),
        sampling_(ReadSampling(params)) {}

  std::vector<std::string> NumberNames() const override {
    return {"apply", "distortion", "noise0", "noise1"};
  }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    const double probability = source.Uniform(factor_.lo, factor_.hi);
    numbers[0] = source.Unit() < probability ? 1 : 0;
    numbers[1] = source.Uniform(scale_.lo, scale_.hi);
    DrawNoiseKey(source, numbers + 2);
  }

  Action Act(const Shape& input, const double* numbers) const override {
    if (factor_.hi == 0 || scale_.hi == 0) return NoAction{};
    const PointOp clamp = Clamp(value_range_.lo, value_range_.hi);
    // Replayed numbers may be anything.
    const double distortion = std::clamp(numbers[1], 0.0, 1.0);
    if (numbers[0] == 0 || distortion == 0) return Points(clamp);
    const auto longer = static_cast<double>(std::max(input.height, input.width));
    const auto shorter = static_cast<double>(std::min(input.height, input.width));
    const double alpha = 0.1 * distortion * longer, sigma = 0.05 * distortion * shorter;
    Displacement displacement;
    displacement.noise_key = NoiseKey(numbers + 2);
    displacement.gain = alpha * sigma;
    displacement.weights = GaussianWeights((6 * static_cast<int64_t>(sigma)) | 1, sigma);
    displacement.interpolation = sampling_.interpolation;
    displacement.fill_mode = sampling_.fill_mode;
    displacement.fill_value = sampling_.fill_value;
    return DisplaceAction{std::move(displacement), {clamp}};
  }

 private:
  Range factor_, scale_, value_range_;
  Sampling sampling_;
};

}  // namespace

std::unique_ptr<Stage> MakeElastic(ParamReader& params) {
  return std::make_unique<Elastic>(params);
}

}  // namespace imagepipeline
