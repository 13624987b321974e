// Mirrors an image. Keras tosses one coin for both axes, so "both" gives the identity or a half
// turn; `independent` tosses one per axis.
#include "stages/stages.h"

namespace imagepipeline {

namespace {

class Flip : public Stage {
 public:
  explicit Flip(ParamReader& params)
      : random_(params.Flag("random")),
        horizontal_(params.Flag("horizontal")),
        vertical_(params.Flag("vertical")),
        independent_(params.Flag("independent")) {}

  std::vector<std::string> NumberNames() const override { return {"horizontal", "vertical"}; }

  void Draw(DrawSource& source, const Shape& /*input*/, double* numbers) const override {
    bool flip_columns = true, flip_rows = true;
    if (random_) {
      flip_columns = source.Unit() <= 0.5;
      flip_rows = independent_ ? source.Unit() <= 0.5 : flip_columns;
    }
    numbers[0] = flip_columns && horizontal_ ? 1 : 0;
    numbers[1] = flip_rows && vertical_ ? 1 : 0;
  }

  Action Act(const Shape& input, const double* numbers) const override {
    if (numbers[0] == 0 && numbers[1] == 0) return NoAction{};
    GeometricAction action;
    action.height = input.height;
    action.width = input.width;
    action.index_shuffle = true;
    double* m = action.output_to_input.m;
    if (numbers[0] != 0) {
      m[0] = -1;
      m[2] = static_cast<double>(input.width - 1);
    }
    if (numbers[1] != 0) {
      m[4] = -1;
      m[5] = static_cast<double>(input.height - 1);
    }
    return action;
  }

 private:
  bool random_, horizontal_, vertical_, independent_;
};

}  // namespace

std::unique_ptr<Stage> MakeFlip(ParamReader& params) { return std::make_unique<Flip>(params); }

}  // namespace imagepipeline
