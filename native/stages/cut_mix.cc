// Draws the share of the image that stays, Beta(a, a) with a from `factor`, and where the rest is
// cut out, as fractions of the free rows and columns.
#include "stages/beta.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class CutMix : public Stage {
 public:
  explicit CutMix(ParamReader& params) : factor_(params.ReadRange("factor")) {
    if (factor_.lo < 0) params.Fail("factor", "must be at least 0");
  }

  std::vector<std::string> NumberNames() const override {
    return {"order", "weight", "left", "top"};
  }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Unit();
    numbers[2] = source.Unit();
    numbers[3] = source.Unit();
    // Keras' way of keeping the shape above 0.
    const double shape = source.Uniform(factor_.lo, factor_.hi) + 1e-6;
    numbers[1] = DrawSymmetricBeta(source, shape);
  }

  // An image alone is its own partner.
  Action Act(const Shape& /*input*/, const double* /*numbers*/) const override {
    return NoAction{};
  }

 private:
  Range factor_;
};

}  // namespace

std::unique_ptr<Stage> MakeCutMix(ParamReader& params) { return std::make_unique<CutMix>(params); }

}  // namespace imagepipeline
