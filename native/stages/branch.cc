// Versions of an image and their weighted sum: AugMix.
#include <algorithm>
#include <cmath>

#include "program/portable_math.h"
#include "stages/beta.h"
#include "stages/channel_ops.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

// Draws the share of the image itself from Beta(alpha, alpha) and those of the versions from a
// Dirichlet distribution of the same alpha.
class BranchBegin : public Stage {
 public:
  explicit BranchBegin(ParamReader& params)
      : count_(static_cast<size_t>(std::clamp<int64_t>(params.Size("count"), 1, kMaxVersions))),
        alpha_(params.Number("alpha")) {
    if (!(alpha_ > 0)) params.Fail("alpha", "must be above 0");
  }

  std::vector<std::string> NumberNames() const override {
    std::vector<std::string> names = {"kept"};
    for (size_t i = 0; i < count_; ++i) names.push_back("weight" + std::to_string(i));
    return names;
  }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = DrawSymmetricBeta(source, alpha_);
    double* const weights = numbers + 1;
    for (size_t i = 0; i < count_; ++i) weights[i] = DrawLogGamma(source, alpha_);
    // Shares of Gamma draws, by the largest of them, so that no exponential overflows.
    const double largest = *std::max_element(weights, weights + count_);
    double sum = 0;
    for (size_t i = 0; i < count_; ++i) {
      weights[i] = PortableExp(std::max(weights[i] - largest, -700.0));
      sum += weights[i];
    }
    for (size_t i = 0; i < count_; ++i) weights[i] /= sum;
  }

  Action Act(const Shape& /*input*/, const double* numbers) const override {
    return BranchAction{BranchAction::Step::kBegin,
                        numbers[0],
                        std::vector<double>(numbers + 1, numbers + 1 + count_),
                        {}};
  }

 private:
  static constexpr int64_t kMaxVersions = 64;
  size_t count_;
  double alpha_;
};

class BranchNext : public Stage {
 public:
  Action Act(const Shape& /*input*/, const double* /*numbers*/) const override {
    return BranchAction{BranchAction::Step::kNext, 0, {}, {}};
  }
};

class BranchEnd : public Stage {
 public:
  explicit BranchEnd(ParamReader& params) : value_range_(params.ReadRange("valueRange")) {}

  Action Act(const Shape& /*input*/, const double* /*numbers*/) const override {
    return BranchAction{BranchAction::Step::kEnd, 0, {}, {Clamp(value_range_.lo, value_range_.hi)}};
  }

 private:
  Range value_range_;
};

}  // namespace

std::unique_ptr<Stage> MakeBranchBegin(ParamReader& params) {
  return std::make_unique<BranchBegin>(params);
}

std::unique_ptr<Stage> MakeBranchNext(ParamReader& /*params*/) {
  return std::make_unique<BranchNext>();
}

std::unique_ptr<Stage> MakeBranchEnd(ParamReader& params) {
  return std::make_unique<BranchEnd>(params);
}

}  // namespace imagepipeline
