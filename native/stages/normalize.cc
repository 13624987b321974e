// (x - mean) / max(sqrt(variance), 1e-7), or back. Mean and variance have one value per channel, or
// per value of the image, or anything between that broadcasts.
#include <algorithm>
#include <cmath>
#include <mutex>

#include "stages/channel_ops.h"
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

using Floats = std::shared_ptr<const std::vector<float>>;

class Normalize : public Stage {
 public:
  explicit Normalize(ParamReader& params)
      : mean_(params.Numbers("mean")), deviation_(params.Numbers("variance")) {
    invert_ = params.Flag("invert");
    const double values = ReadShape(params);
    CheckCount(params, "mean", mean_.size(), values);
    CheckCount(params, "variance", deviation_.size(), values);
    for (double& value : deviation_) {
      if (value < 0) params.Fail("variance", "must not be negative");
      value = std::max(std::sqrt(std::max(value, 0.0)), 1e-7);
    }
  }

  Status Check(const Shape& input) const override {
    if (shape_.height == 1 && shape_.width == 1) {
      return CheckChannels("normalize", "mean", mean_.size(), input.channels);
    }
    if (Fits(shape_.height, input.height) && Fits(shape_.width, input.width) &&
        Fits(shape_.channels, input.channels)) {
      return {};
    }
    return {"E_SHAPE",
            "normalize: mean has the shape " + Text(shape_) + ", the image " + Text(input)};
  }

  Action Act(const Shape& input, const double* /*numbers*/) const override {
    if (shape_.height == 1 && shape_.width == 1) {
      std::vector<double> scale = deviation_;
      if (invert_) return Points(ChannelAffine({0}, scale, mean_, input.channels));
      for (double& value : scale) value = 1 / value;
      return Points(ChannelAffine(mean_, scale, {0}, input.channels));
    }
    PointOp op;
    op.kind = PointOp::Kind::kPixelAffine;
    // The arrays are as large as the image, so they are kept for the next one of the same shape.
    const std::lock_guard<std::mutex> lock(mutex_);
    if (expanded_shape_ != input) ExpandTo(input);
    op.centers = centers_;
    op.scales = scales_;
    return Points(op);
  }

 private:
  // Returns the value count of the shape.
  double ReadShape(ParamReader& params) {
    const std::vector<double> shape = params.Numbers("shape");
    bool valid = shape.size() == 3;
    for (const double side : shape) {
      valid = valid && side >= 1 && side <= 0x1p30 && side == std::floor(side);
    }
    if (!valid) {
      params.Fail("shape", "must be 3 integers of at least 1");
      return 1;
    }
    shape_ = {static_cast<int64_t>(shape[0]), static_cast<int64_t>(shape[1]),
              static_cast<int64_t>(shape[2])};
    return shape[0] * shape[1] * shape[2];
  }

  static void CheckCount(ParamReader& params, const char* name, size_t count, double values) {
    if (static_cast<double>(count) != values) params.Fail(name, "does not fit its shape");
  }
  static bool Fits(int64_t side, int64_t of_image) { return side == 1 || side == of_image; }
  static std::string Text(const Shape& shape) {
    return "[" + std::to_string(shape.height) + ", " + std::to_string(shape.width) + ", " +
           std::to_string(shape.channels) + "]";
  }

  void ExpandTo(const Shape& input) const {
    std::vector<float> centers, scales;
    centers.reserve(static_cast<size_t>(input.ValueCount()));
    scales.reserve(static_cast<size_t>(input.ValueCount()));
    for (int64_t y = 0; y < input.height; ++y) {
      for (int64_t x = 0; x < input.width; ++x) {
        for (int64_t c = 0; c < input.channels; ++c) {
          const int64_t row = std::min(y, shape_.height - 1),
                        column = std::min(x, shape_.width - 1);
          const auto index = static_cast<size_t>((row * shape_.width + column) * shape_.channels +
                                                 std::min(c, shape_.channels - 1));
          const double mean = mean_[index], deviation = deviation_[index];
          centers.push_back(ToFloat(invert_ ? -mean / deviation : mean));
          scales.push_back(ToFloat(invert_ ? deviation : 1 / deviation));
        }
      }
    }
    centers_ = std::make_shared<const std::vector<float>>(std::move(centers));
    scales_ = std::make_shared<const std::vector<float>>(std::move(scales));
    expanded_shape_ = input;
  }

  std::vector<double> mean_, deviation_;
  Shape shape_ = {1, 1, 1};
  bool invert_ = false;

  mutable std::mutex mutex_;
  mutable Shape expanded_shape_;
  mutable Floats centers_, scales_;
};

}  // namespace

std::unique_ptr<Stage> MakeNormalize(ParamReader& params) {
  return std::make_unique<Normalize>(params);
}

}  // namespace imagepipeline
