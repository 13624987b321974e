// Replaces every pixel by its gray, by a coin.
#include <limits>

#include "stages/channel_ops.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Grayscale : public Stage {
 public:
  explicit Grayscale(ParamReader& params) : probability_(params.Number("probability")) {
    if (!(probability_ >= 0 && probability_ <= 1)) params.Fail("probability", "must be in 0..1");
  }

  std::vector<std::string> NumberNames() const override { return {"grayscale"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Unit() < probability_ ? 1 : 0;
  }

  Status Check(const Shape& input) const override { return CheckColors(kind, input.channels); }

  Action Act(const Shape& input, const double* numbers) const override {
    if (numbers[0] == 0 || input.channels == 1) return NoAction{};
    PointOp op = ColorOp(PointOp::Kind::kGray, 1, 0, 0);
    op.hi = std::numeric_limits<float>::infinity();
    op.lo = -op.hi;
    return Points(op);
  }

 private:
  double probability_;
};

}  // namespace

std::unique_ptr<Stage> MakeGrayscale(ParamReader& params) {
  return std::make_unique<Grayscale>(params);
}

}  // namespace imagepipeline
