// Moves the corners of an image by random parts of their coordinates. The top-left corner, at
// (0, 0), stays, as in Keras.
#include "program/homography.h"
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Perspective : public Stage {
 public:
  explicit Perspective(ParamReader& params)
      : factor_(params.ReadRange("factor")),
        scale_(params.Number("scale")),
        sampling_(ReadSampling(params)) {}

  std::vector<std::string> NumberNames() const override {
    return {"apply",       "topLeftX",    "topLeftY",     "topRightX",   "topRightY",
            "bottomLeftX", "bottomLeftY", "bottomRightX", "bottomRightY"};
  }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    const double probability = source.Uniform(factor_.lo, factor_.hi);
    numbers[0] = source.Unit() < probability ? 1 : 0;
    for (int i = 1; i <= 8; ++i) numbers[i] = source.Uniform(-0.5 * scale_, 0.5 * scale_);
  }

  Action Act(const Shape& input, const double* numbers) const override {
    if (numbers[0] == 0) return NoAction{};
    const auto right = static_cast<double>(input.width - 1);
    const auto bottom = static_cast<double>(input.height - 1);
    const Quad start = {{{0, 0}, {right, 0}, {0, bottom}, {right, bottom}}};
    Quad end = start;
    bool moved = false;
    for (size_t i = 0; i < 4; ++i) {
      end[i].x += start[i].x * numbers[1 + 2 * i];
      end[i].y += start[i].y * numbers[2 + 2 * i];
      moved = moved || end[i].x != start[i].x || end[i].y != start[i].y;
    }
    if (!moved) return NoAction{};
    // A single row or column, or corners on a line, have no map: the image stays as it is.
    const std::optional<Matrix3> map = Homography(end, start);
    return map ? Warp(*map, sampling_, input) : Action(NoAction{});
  }

 private:
  Range factor_;
  double scale_;
  Sampling sampling_;
};

}  // namespace

std::unique_ptr<Stage> MakePerspective(ParamReader& params) {
  return std::make_unique<Perspective>(params);
}

}  // namespace imagepipeline
