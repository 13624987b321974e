// Cuts a window out of an image. Where the image is too small for that, Keras takes a window of the
// target's aspect ratio and stretches it; so do we.
#include <algorithm>

#include "stages/aspect.h"
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

Action Stretch(int64_t top, int64_t left, int64_t window_height, int64_t window_width,
               int64_t height, int64_t width) {
  ResampleAction action;
  action.height = height;
  action.width = width;
  action.window_top = top;
  action.window_left = left;
  action.window_height = window_height;
  action.window_width = window_width;
  return action;
}

class CentreCrop : public Stage {
 public:
  CentreCrop(int64_t height, int64_t width) : height_(height), width_(width) {}

  Action Act(const Shape& input, const double* /*numbers*/) const override {
    const int64_t spare_rows = input.height - height_, spare_columns = input.width - width_;
    if (spare_rows >= 0 && spare_columns >= 0) {
      return Window(spare_rows / 2, spare_columns / 2, height_, width_, input);
    }
    const AspectSize window = CropToAspect(input.height, input.width, height_, width_);
    return Stretch((input.height - window.height) / 2, (input.width - window.width) / 2,
                   window.height, window.width, height_, width_);
  }

 private:
  int64_t height_, width_;
};

class RandomCrop : public Stage {
 public:
  RandomCrop(int64_t height, int64_t width) : height_(height), width_(width) {}

  std::vector<std::string> NumberNames() const override { return {"top", "left"}; }

  void Draw(DrawSource& source, const Shape& input, double* numbers) const override {
    const double top_unit = source.Unit(), left_unit = source.Unit();
    if (HasRoom(input)) {
      numbers[0] = static_cast<double>(
          static_cast<int64_t>(top_unit * static_cast<double>(input.height - height_ + 1)));
      numbers[1] = static_cast<double>(
          static_cast<int64_t>(left_unit * static_cast<double>(input.width - width_ + 1)));
      return;
    }
    const AspectSize window = CropToAspect(input.height, input.width, height_, width_);
    const int64_t top = (input.height - window.height) / 2;
    const int64_t left = (input.width - window.width) / 2;
    numbers[0] = static_cast<double>(top);
    numbers[1] = static_cast<double>(left);
  }

  Action Act(const Shape& input, const double* numbers) const override {
    const bool room = HasRoom(input);
    const int64_t top = Bounded(numbers[0], room ? input.height - height_ : input.height - 1);
    const int64_t left = Bounded(numbers[1], room ? input.width - width_ : input.width - 1);
    const int64_t rows = std::min(height_, input.height - top);
    const int64_t columns = std::min(width_, input.width - left);
    if (rows == height_ && columns == width_) return Window(top, left, height_, width_, input);
    return Stretch(top, left, rows, columns, height_, width_);
  }

 private:
  bool HasRoom(const Shape& input) const { return input.height > height_ && input.width > width_; }

  // Replayed numbers may be anything.
  static int64_t Bounded(double number, int64_t limit) {
    return static_cast<int64_t>(std::clamp(number, 0.0, static_cast<double>(limit)));
  }

  int64_t height_, width_;
};

}  // namespace

std::unique_ptr<Stage> MakeCrop(ParamReader& params) {
  const bool random = params.Word<bool>("mode", {{"center", false}, {"random", true}});
  const int64_t height = params.Size("height"), width = params.Size("width");
  if (height < 1) params.Fail("height", "must be at least 1");
  if (width < 1) params.Fail("width", "must be at least 1");
  if (random) return std::make_unique<RandomCrop>(height, width);
  return std::make_unique<CentreCrop>(height, width);
}

}  // namespace imagepipeline
