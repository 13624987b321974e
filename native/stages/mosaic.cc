// Draws where four images meet, as fractions of a canvas of twice their size.
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Mosaic : public Stage {
 public:
  explicit Mosaic(ParamReader& params) : center_(params.ReadRange("centerRange")) {}

  std::vector<std::string> NumberNames() const override { return {"order", "centerX", "centerY"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Unit();
    numbers[1] = source.Uniform(center_.lo, center_.hi);
    numbers[2] = source.Uniform(center_.lo, center_.hi);
  }

  // An image alone stays as it is.
  Action Act(const Shape& /*input*/, const double* /*numbers*/) const override {
    return NoAction{};
  }

 private:
  Range center_;
};

}  // namespace

std::unique_ptr<Stage> MakeMosaic(ParamReader& params) { return std::make_unique<Mosaic>(params); }

}  // namespace imagepipeline
