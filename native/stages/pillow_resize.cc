// How ImageDataGenerator brings files to one size: Pillow's NEAREST, after a centred crop if the
// aspect ratio is to be kept.
#include "core/nearest_point.h"
#include "stages/aspect.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class PillowResize : public Stage {
 public:
  explicit PillowResize(ParamReader& params)
      : height_(params.Size("height")),
        width_(params.Size("width")),
        keep_aspect_ratio_(params.Flag("keepAspectRatio")) {
    if (height_ < 1) params.Fail("height", "must be at least 1");
    if (width_ < 1) params.Fail("width", "must be at least 1");
  }

  Action Act(const Shape& input, const double* /*numbers*/) const override {
    if (input.height == height_ && input.width == width_) return NoAction{};
    AspectSize window = {input.height, input.width};
    if (keep_aspect_ratio_) window = CropToAspect(input.height, input.width, height_, width_);
    ResampleAction action;
    action.height = height_;
    action.width = width_;
    action.method = ResizeMethod::kNearest;
    action.point = NearestPoint::kPillow;
    action.window_top = (input.height - window.height) / 2;
    action.window_left = (input.width - window.width) / 2;
    action.window_height = window.height;
    action.window_width = window.width;
    return action;
  }

 private:
  int64_t height_, width_;
  bool keep_aspect_ratio_;
};

}  // namespace

std::unique_ptr<Stage> MakePillowResize(ParamReader& params) {
  return std::make_unique<PillowResize>(params);
}

}  // namespace imagepipeline
