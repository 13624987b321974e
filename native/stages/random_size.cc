// Resizes to a random height, width or both: RandomHeight and RandomWidth of Keras.
#include <algorithm>

#include "stages/resize_method.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class RandomSize : public Stage {
 public:
  explicit RandomSize(ParamReader& params)
      : height_factor_(params.OptionalRange("heightFactor")),
        width_factor_(params.OptionalRange("widthFactor")),
        method_(ReadResizeMethod(params)),
        antialias_(params.Flag("antialias")) {}

  std::vector<std::string> NumberNames() const override { return {"heightFactor", "widthFactor"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = height_factor_ ? 1 + source.Uniform(height_factor_->lo, height_factor_->hi) : 1;
    numbers[1] = width_factor_ ? 1 + source.Uniform(width_factor_->lo, width_factor_->hi) : 1;
  }

  Action Act(const Shape& input, const double* numbers) const override {
    return ResampleWindow({.height = Scaled(numbers[0], input.height),
                           .width = Scaled(numbers[1], input.width),
                           .method = method_,
                           .antialias = antialias_,
                           .window_top = 0,
                           .window_left = 0,
                           .window_height = input.height,
                           .window_width = input.width,
                           .fill_value = 0},
                          input);
  }

 private:
  static int64_t Scaled(double factor, int64_t size) {
    return static_cast<int64_t>(std::clamp(factor * static_cast<double>(size), 1.0, 0x1p53));
  }

  std::optional<Range> height_factor_, width_factor_;
  ResizeMethod method_;
  bool antialias_;
};

}  // namespace

std::unique_ptr<Stage> MakeRandomSize(ParamReader& params) {
  return std::make_unique<RandomSize>(params);
}

}  // namespace imagepipeline
