// Keeps the leading bits of every value as a byte.
#include <algorithm>
#include <cmath>

#include "stages/channel_ops.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Posterize : public Stage {
 public:
  explicit Posterize(ParamReader& params)
      : bits_(params.ReadRange("bits")), value_range_(params.ReadRange("valueRange")) {
    const auto is_count = [](double bits) {
      return bits >= 1 && bits <= 8 && bits == std::floor(bits);
    };
    if (!is_count(bits_.lo) || !is_count(bits_.hi))
      params.Fail("bits", "must be whole numbers within 1..8");
    if (!(value_range_.lo < value_range_.hi)) params.Fail("valueRange", "must not be empty");
  }

  std::vector<std::string> NumberNames() const override { return {"bits"}; }

  // Never the upper end, unless it is the lower one too.
  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = std::floor(source.Uniform(bits_.lo, bits_.hi));
  }

  Action Act(const Shape& /*input*/, const double* numbers) const override {
    PointOp op = Clamp(value_range_.lo, value_range_.hi);
    op.kind = PointOp::Kind::kPosterize;
    op.bits = static_cast<int32_t>(std::clamp(numbers[0], 1.0, 8.0));
    return Points(op);
  }

 private:
  Range bits_, value_range_;
};

}  // namespace

std::unique_ptr<Stage> MakePosterize(ParamReader& params) {
  return std::make_unique<Posterize>(params);
}

}  // namespace imagepipeline
