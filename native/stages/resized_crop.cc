// Cuts a window of random area and aspect ratio out of an image and resizes it, as torchvision's
// RandomResizedCrop.
#include <algorithm>
#include <cmath>

#include "program/portable_math.h"
#include "stages/resize_method.h"
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class ResizedCrop : public Stage {
 public:
  explicit ResizedCrop(ParamReader& params)
      : height_(params.Size("height")),
        width_(params.Size("width")),
        scale_(params.ReadRange("scale")),
        ratio_(params.ReadRange("ratio")),
        method_(ReadResizeMethod(params)),
        antialias_(params.Flag("antialias")) {
    if (height_ < 1) params.Fail("height", "must be at least 1");
    if (width_ < 1) params.Fail("width", "must be at least 1");
    if (ratio_.lo > 0) {
      log_ratio_ = {PortableLog(ratio_.lo), PortableLog(ratio_.hi)};
    } else {
      params.Fail("ratio", "must be above 0");
    }
  }

  std::vector<std::string> NumberNames() const override {
    return {"top", "left", "height", "width"};
  }

  void Draw(DrawSource& source, const Shape& input, double* numbers) const override {
    const auto height = static_cast<double>(input.height), width = static_cast<double>(input.width);
    Size window = CentredWindow(height, width);
    bool found = false;
    for (int i = 0; i < kTries; ++i) {
      const Size size = DrawSize(source, height * width);
      const bool fits = size.height >= 1 && size.height <= height &&  //
                        size.width >= 1 && size.width <= width;
      if (fits && !found) window = size;
      found = found || fits;
    }
    const double top = source.Unit(), left = source.Unit();
    const double rows = height - window.height, columns = width - window.width;
    numbers[0] = found ? std::floor(top * (rows + 1)) : std::floor(rows / 2);
    numbers[1] = found ? std::floor(left * (columns + 1)) : std::floor(columns / 2);
    numbers[2] = window.height;
    numbers[3] = window.width;
  }

  Action Act(const Shape& input, const double* numbers) const override {
    const int64_t height = Bounded(numbers[2], 1, input.height);
    const int64_t width = Bounded(numbers[3], 1, input.width);
    const int64_t top = Bounded(numbers[0], 0, input.height - height);
    const int64_t left = Bounded(numbers[1], 0, input.width - width);
    if (height == height_ && width == width_ && Interpolates(method_))
      return Window(top, left, height, width, input);
    return ResampleWindow({.height = height_,
                           .width = width_,
                           .method = method_,
                           .antialias = antialias_,
                           .window_top = top,
                           .window_left = left,
                           .window_height = height,
                           .window_width = width,
                           .fill_value = 0},
                          input);
  }

 private:
  static constexpr int kTries = 10;

  // Whole numbers.
  struct Size {
    double height = 0;
    double width = 0;
  };

  Size DrawSize(DrawSource& source, double pixels) const {
    const double area = pixels * source.Uniform(scale_.lo, scale_.hi);
    const double ratio = PortableExp(source.Uniform(log_ratio_.lo, log_ratio_.hi));
    return {std::nearbyint(std::sqrt(area / ratio)), std::nearbyint(std::sqrt(area * ratio))};
  }

  // The largest window whose aspect ratio is within the range.
  Size CentredWindow(double height, double width) const {
    const double ratio = width / height;
    Size size = {height, width};
    if (ratio < ratio_.lo) size.height = std::nearbyint(width / ratio_.lo);
    if (ratio > ratio_.hi) size.width = std::nearbyint(height * ratio_.hi);
    return {std::max(size.height, 1.0), std::max(size.width, 1.0)};
  }

  // Replayed numbers may be anything.
  static int64_t Bounded(double number, int64_t lo, int64_t hi) {
    return static_cast<int64_t>(
        std::clamp(number, static_cast<double>(lo), static_cast<double>(hi)));
  }

  int64_t height_, width_;
  Range scale_, ratio_, log_ratio_;
  ResizeMethod method_;
  bool antialias_;
};

}  // namespace

std::unique_ptr<Stage> MakeResizedCrop(ParamReader& params) {
  return std::make_unique<ResizedCrop>(params);
}

}  // namespace imagepipeline
