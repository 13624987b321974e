// Warps by a given projective map from output to input, in TensorFlow's order a0 a1 a2 b0 b1 b2 c0
// c1. Without one in the program the map comes by replay (a homography that the caller drew).
#include <algorithm>

#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Projective : public Stage {
 public:
  explicit Projective(ParamReader& params)
      : transform_(params.Numbers("transform")),
        height_(params.Size("height")),
        width_(params.Size("width")),
        sampling_(ReadSampling(params)) {
    if (transform_.empty()) transform_ = {1, 0, 0, 0, 1, 0, 0, 0};
    if (transform_.size() != 8) params.Fail("transform", "must have 8 numbers or none");
  }

  std::vector<std::string> NumberNames() const override {
    return {"m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7"};
  }

  void Draw(DrawSource& /*source*/, const Shape& /*input*/, double* numbers) const override {
    std::copy(transform_.begin(), transform_.end(), numbers);
  }

  Action Act(const Shape& input, const double* numbers) const override {
    Matrix3 map;
    std::copy(numbers, numbers + 8, map.m);
    return WarpTo(height_ == 0 ? input.height : height_, width_ == 0 ? input.width : width_, map,
                  sampling_, input);
  }

 private:
  std::vector<double> transform_;
  int64_t height_, width_;
  Sampling sampling_;
};

}  // namespace

std::unique_ptr<Stage> MakeProjective(ParamReader& params) {
  return std::make_unique<Projective>(params);
}

}  // namespace imagepipeline
