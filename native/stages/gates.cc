// Stages that only draw: later stages run or not by what came out (StageSpec::gates).
#include <numeric>

#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Coin : public Stage {
 public:
  explicit Coin(ParamReader& params) : probability_(params.Number("probability")) {}

  std::vector<std::string> NumberNames() const override { return {"applied"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    numbers[0] = source.Unit() < probability_ ? 1 : 0;
  }

  Action Act(const Shape& /*input*/, const double* /*numbers*/) const override {
    return NoAction{};
  }

 private:
  double probability_;
};

// One of several, with probabilities in proportion to the weights.
class Choice : public Stage {
 public:
  explicit Choice(ParamReader& params) : weights_(params.Numbers("weights")) {
    if (weights_.empty()) params.Fail("weights", "must not be empty");
  }

  std::vector<std::string> NumberNames() const override { return {"pick"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    double rest = source.Unit() * std::accumulate(weights_.begin(), weights_.end(), 0.0);
    size_t pick = 0;
    // The last weight that is not 0 takes what rounding leaves over.
    for (size_t i = 0; i < weights_.size(); ++i) {
      if (weights_[i] <= 0) continue;
      pick = i;
      if (rest < weights_[i]) break;
      rest -= weights_[i];
    }
    numbers[0] = static_cast<double>(pick);
  }

  Action Act(const Shape& /*input*/, const double* /*numbers*/) const override {
    return NoAction{};
  }

 private:
  std::vector<double> weights_;
};

}  // namespace

std::unique_ptr<Stage> MakeCoin(ParamReader& params) { return std::make_unique<Coin>(params); }
std::unique_ptr<Stage> MakeChoice(ParamReader& params) { return std::make_unique<Choice>(params); }

}  // namespace imagepipeline
