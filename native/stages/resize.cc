// Resizes to a fixed size, optionally keeping the aspect ratio by cropping or padding first.
#include "stages/aspect.h"
#include "stages/resize_method.h"
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Resize : public Stage {
 public:
  explicit Resize(ParamReader& params)
      : height_(params.Size("height")),
        width_(params.Size("width")),
        method_(ReadResizeMethod(params)),
        antialias_(params.Flag("antialias")),
        crop_(params.Flag("cropToAspectRatio")),
        pad_(params.Flag("padToAspectRatio")),
        fill_value_(ToFloat(params.Number("fillValue"))) {
    if (height_ < 1) params.Fail("height", "must be at least 1");
    if (width_ < 1) params.Fail("width", "must be at least 1");
    if (crop_ && pad_) params.Fail("padToAspectRatio", "excludes cropToAspectRatio");
  }

  Action Act(const Shape& input, const double* /*numbers*/) const override {
    AspectSize window = {input.height, input.width};
    if (crop_) window = CropToAspect(input.height, input.width, height_, width_);
    if (pad_) window = PadToAspect(input.height, input.width, height_, width_);
    // Truncating division: an odd row of padding is dropped on both sides, as Keras does.
    const int64_t top = (input.height - window.height) / 2;
    const int64_t left = (input.width - window.width) / 2;
    if (pad_) window = {input.height - 2 * top, input.width - 2 * left};
    return ResampleWindow({.height = height_,
                           .width = width_,
                           .method = method_,
                           .antialias = antialias_,
                           .window_top = top,
                           .window_left = left,
                           .window_height = window.height,
                           .window_width = window.width,
                           .fill_value = fill_value_},
                          input);
  }

 private:
  int64_t height_, width_;
  ResizeMethod method_;
  bool antialias_, crop_, pad_;
  float fill_value_;
};

}  // namespace

std::unique_ptr<Stage> MakeResize(ParamReader& params) { return std::make_unique<Resize>(params); }

}  // namespace imagepipeline
