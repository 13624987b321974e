#include "program/displacement.h"

#include <algorithm>
#include <cmath>

namespace imagepipeline {

namespace {

// Distances in the input, in pixels.
constexpr double kGoal = 1e-6, kAccuracy = 1e-4;
constexpr int kSteps = 100;

struct Spot {
  double x = 0, y = 0;
  double miss_x = 0, miss_y = 0;  // from what the spot shows to the wanted point
  double miss = 0;                // squared
};

class Inverse {
 public:
  Inverse(const DisplacementField& field, Point wanted)
      : field_(field), x_(wanted.x), y_(wanted.y) {}

  // A contraction wherever the field neither folds nor stretches by more than 3.
  Spot ByIteration() const {
    Spot spot = At(x_, y_), best = spot;
    for (int i = 0; i < kSteps && best.miss > kGoal * kGoal; ++i) {
      spot = At(spot.x + 0.5 * spot.miss_x, spot.y + 0.5 * spot.miss_y);
      if (spot.miss < best.miss) best = spot;
    }
    return best;
  }

  // From the best pixel of all, ever smaller steps in the eight directions.
  Spot BySearch() const {
    Spot best = At(0, 0);
    for (int64_t y = 0; y < field_.height; ++y) {
      for (int64_t x = 0; x < field_.width; ++x) {
        const Spot spot = At(static_cast<double>(x), static_cast<double>(y));
        if (spot.miss < best.miss) best = spot;
      }
    }
    double step = 0.5;
    for (int i = 0; i < kSteps && best.miss > kGoal * kGoal; ++i) {
      const Spot centre = best;
      for (int direction = 0; direction < 9; ++direction) {
        const Spot spot =
            At(centre.x + step * (direction % 3 - 1), centre.y + step * (direction / 3 - 1));
        if (spot.miss < best.miss) best = spot;
      }
      if (best.x == centre.x && best.y == centre.y) step /= 2;
    }
    return best;
  }

 private:
  Spot At(double x, double y) const {
    Spot spot = {x, y};
    spot.miss_x = x_ - (x + Between(x, y, 0));
    spot.miss_y = y_ - (y + Between(x, y, 1));
    spot.miss = spot.miss_x * spot.miss_x + spot.miss_y * spot.miss_y;
    return spot;
  }

  // The field between its pixels along one axis.
  double Between(double x, double y, int axis) const {
    const double column = std::clamp(x, 0.0, static_cast<double>(field_.width - 1));
    const double row = std::clamp(y, 0.0, static_cast<double>(field_.height - 1));
    const auto left = static_cast<int64_t>(column), top = static_cast<int64_t>(row);
    const int64_t right = std::min(left + 1, field_.width - 1);
    const int64_t bottom = std::min(top + 1, field_.height - 1);
    const double fx = column - static_cast<double>(left), fy = row - static_cast<double>(top);
    const auto across = [&](int64_t at) {
      const double a = field_.At(left, at)[axis], b = field_.At(right, at)[axis];
      return a + fx * (b - a);
    };
    const double above = across(top);
    return above + fy * (across(bottom) - above);
  }

  const DisplacementField& field_;
  double x_, y_;
};

}  // namespace

Point DisplacedPoint(const DisplacementField& field, Point point) {
  const Inverse inverse(field, point);
  Spot best = inverse.ByIteration();
  if (!(best.miss <= kAccuracy * kAccuracy)) {
    const Spot found = inverse.BySearch();
    if (found.miss < best.miss) best = found;
  }
  return {best.x, best.y};
}

}  // namespace imagepipeline
