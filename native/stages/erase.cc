// Fills a drawn rectangle, by a coin, with a value or with noise.
#include <algorithm>
#include <cmath>
#include <utility>

#include "stages/channel_ops.h"
#include "stages/noise.h"
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

enum Number : int { kErase, kLeft, kTop, kWidth, kHeight, kNoise0 };

// The first whole number in [position, ...), within 0..size.
int64_t FirstAt(double position, int64_t size) {
  return static_cast<int64_t>(std::clamp(std::ceil(position), 0.0, static_cast<double>(size)));
}

class Erase : public Stage {
 public:
  explicit Erase(ParamReader& params)
      : factor_(params.ReadRange("factor")),
        scale_(params.ReadRange("scale")),
        fill_value_(params.Numbers("fillValue")),
        value_range_(params.ReadRange("valueRange")) {
    if (!(scale_.lo >= 0 && scale_.hi <= 1)) params.Fail("scale", "must be within 0..1");
  }

  std::vector<std::string> NumberNames() const override {
    return {"erase", "left", "top", "width", "height", "noise0", "noise1"};
  }

  // The place is one of the whole rectangle in the image, so left + width <= W.
  void Draw(DrawSource& source, const Shape& input, double* numbers) const override {
    const auto width = static_cast<double>(input.width), height = static_cast<double>(input.height);
    numbers[kWidth] = std::sqrt(source.Uniform(scale_.lo, scale_.hi)) * width;
    numbers[kHeight] = std::sqrt(source.Uniform(scale_.lo, scale_.hi)) * height;
    numbers[kLeft] = source.Unit() * (width - numbers[kWidth]);
    numbers[kTop] = source.Unit() * (height - numbers[kHeight]);
    const double probability = source.Uniform(factor_.lo, factor_.hi);
    numbers[kErase] = source.Unit() < probability ? 1 : 0;
    DrawNoiseKey(source, numbers + kNoise0);
  }

  Status Check(const Shape& input) const override {
    if (fill_value_.empty()) return {};
    return CheckChannels("erase", "fillValue", fill_value_.size(), input.channels);
  }

  Action Act(const Shape& input, const double* numbers) const override {
    PointOp op;
    op.area = {FirstAt(numbers[kTop], input.height), FirstAt(numbers[kLeft], input.width),
               FirstAt(numbers[kTop] + numbers[kHeight], input.height),
               FirstAt(numbers[kLeft] + numbers[kWidth], input.width)};
    const bool empty = op.area.top >= op.area.bottom || op.area.left >= op.area.right;
    if (numbers[kErase] == 0 || empty) return NoAction{};
    if (fill_value_.empty()) {
      op.kind = PointOp::Kind::kNoise;
      op.noise_key = NoiseKey(numbers + kNoise0);
      op.scale = {value_range_.hi};
      op.replaces = true;
      op.lo = ToFloat(value_range_.lo);
      op.hi = ToFloat(value_range_.hi);
    } else {
      op.kind = PointOp::Kind::kFill;
      for (int64_t c = 0; c < input.channels; ++c) {
        const double fill = fill_value_[fill_value_.size() == 1 ? 0 : static_cast<size_t>(c)];
        op.fill.push_back(std::clamp(fill, value_range_.lo, value_range_.hi));
      }
    }
    return Points(std::move(op));
  }

 private:
  Range factor_, scale_;
  std::vector<double> fill_value_;  // empty: noise
  Range value_range_;
};

}  // namespace

std::unique_ptr<Stage> MakeErase(ParamReader& params) { return std::make_unique<Erase>(params); }

}  // namespace imagepipeline
