// ResizeNearestNeighbor of TensorFlow in all its ways of placing pixels; ours, as Keras', is the
// one with half-pixel centres.
#include "core/nearest_point.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class TensorFlowResizeNearest : public Stage {
 public:
  explicit TensorFlowResizeNearest(ParamReader& params)
      : height_(params.Size("height")),
        width_(params.Size("width")),
        point_(params.Word<NearestPoint>("point", {{"centre", NearestPoint::kCentre},
                                                   {"corner", NearestPoint::kCorner},
                                                   {"ends", NearestPoint::kEnds}})) {
    if (height_ < 1) params.Fail("height", "must be at least 1");
    if (width_ < 1) params.Fail("width", "must be at least 1");
  }

  Action Act(const Shape& input, const double* /*numbers*/) const override {
    ResampleAction action;
    action.height = height_;
    action.width = width_;
    action.method = ResizeMethod::kNearest;
    action.point = point_;
    action.window_height = input.height;
    action.window_width = input.width;
    return action;
  }

 private:
  int64_t height_, width_;
  NearestPoint point_;
};

}  // namespace

std::unique_ptr<Stage> MakeTensorFlowResizeNearest(ParamReader& params) {
  return std::make_unique<TensorFlowResizeNearest>(params);
}

}  // namespace imagepipeline
