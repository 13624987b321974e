// Draws how much of an image stays where its partner is blended in: Beta(alpha, alpha).
#include "stages/beta.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class MixUp : public Stage {
 public:
  explicit MixUp(ParamReader& params) : alpha_(params.Number("alpha")) {
    if (alpha_ <= 0) params.Fail("alpha", "must be above 0");
  }

  std::vector<std::string> NumberNames() const override { return {"order", "weight"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Unit();
    numbers[1] = DrawSymmetricBeta(source, alpha_);
  }

  // An image alone is its own partner.
  Action Act(const Shape& /*input*/, const double* /*numbers*/) const override {
    return NoAction{};
  }

 private:
  double alpha_;
};

}  // namespace

std::unique_ptr<Stage> MakeMixUp(ParamReader& params) { return std::make_unique<MixUp>(params); }

}  // namespace imagepipeline
