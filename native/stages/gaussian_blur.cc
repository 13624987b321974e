// Blurs with a Gaussian of drawn widths, by a coin, and clips in any case.
#include <algorithm>
#include <cmath>

#include "stages/channel_ops.h"
#include "stages/gaussian_weights.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

constexpr double kMaxSigma = 100;

class GaussianBlur : public Stage {
 public:
  explicit GaussianBlur(ParamReader& params)
      : factor_(params.ReadRange("factor")),
        sigma_(params.ReadRange("sigma")),
        value_range_(params.ReadRange("valueRange")) {
    const std::vector<double> size = params.Numbers("kernelSize");
    const auto is_odd = [](double n) { return n >= 1 && n <= 0x1p53 && std::fmod(n, 2) == 1; };
    if (size.size() == 2 && is_odd(size[0]) && is_odd(size[1])) {
      columns_ = static_cast<int64_t>(size[0]);
      rows_ = static_cast<int64_t>(size[1]);
    } else {
      params.Fail("kernelSize", "must be two odd integers of at least 1");
    }
  }

  std::vector<std::string> NumberNames() const override { return {"blur", "xSigma", "ySigma"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    const double probability = source.Uniform(factor_.lo, factor_.hi);
    numbers[0] = source.Unit() < probability ? 1 : 0;
    numbers[1] = source.Uniform(sigma_.lo, sigma_.hi);
    numbers[2] = source.Uniform(sigma_.lo, sigma_.hi);
  }

  Action Act(const Shape& /*input*/, const double* numbers) const override {
    const PointOp clamp = Clamp(value_range_.lo, value_range_.hi);
    if (numbers[0] == 0) return Points(clamp);
    Convolution convolution;
    convolution.columns = GaussianWeights(columns_, std::min(numbers[1], kMaxSigma));
    convolution.rows = GaussianWeights(rows_, std::min(numbers[2], kMaxSigma));
    if (convolution.columns.size() == 1 && convolution.rows.size() == 1) return Points(clamp);
    return ConvolveAction{std::move(convolution), {clamp}};
  }

 private:
  Range factor_, sigma_, value_range_;
  int64_t columns_ = 1, rows_ = 1;
};

}  // namespace

std::unique_ptr<Stage> MakeGaussianBlur(ParamReader& params) {
  return std::make_unique<GaussianBlur>(params);
}

}  // namespace imagepipeline
