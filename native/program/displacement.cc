#include "program/displacement.h"

#include <algorithm>
#include <cmath>

namespace imagepipeline {

namespace {

// Distances in the input, in pixels.
constexpr double kGoal = 1e-6, kAccuracy = 1e-4;
constexpr int kSteps = 100;
// How far outside a cell, in cells, rounding may put a place on its edge.
constexpr double kEdge = 1e-9;

struct Spot {
  double x = 0, y = 0;
  double miss_x = 0, miss_y = 0;  // from what the spot shows to the wanted point
  double miss = 0;                // squared
};

double Cross(const Point& a, const Point& b) { return a.x * b.y - a.y * b.x; }
Point Minus(const Point& a, const Point& b) { return {a.x - b.x, a.y - b.y}; }

// The map q -> q + d(q) of the whole plane, and the places that it takes to one point.
class Inverse {
 public:
  Inverse(const DisplacementField& field, Point wanted) : field_(field), wanted_(wanted) {}

  // A contraction wherever the field neither folds nor stretches by more than 3.
  Spot ByIteration() const {
    Spot spot = At(wanted_), best = spot;
    for (int i = 0; i < kSteps && best.miss > kGoal * kGoal; ++i) {
      spot = At({spot.x + 0.5 * spot.miss_x, spot.y + 0.5 * spot.miss_y});
      if (spot.miss < best.miss) best = spot;
    }
    return best;
  }

  // The place nearest to `wanted` of all that show it. Between four neighbours the map is bilinear;
  // a frame of distant ones stands for the plane around the image. There is always such a place,
  // for the map is continuous and moves no point far.
  Spot BySearch(Spot best) const {
    bool found = false;
    double least = 0;
    for (int64_t row = -1; row < field_.height; ++row) {
      for (int64_t column = -1; column < field_.width; ++column) {
        ForEachPlaceIn(column, row, [&](const Point& place) {
          const Spot spot = At(place);
          const double distance = std::hypot(place.x - wanted_.x, place.y - wanted_.y);
          if (spot.miss > kAccuracy * kAccuracy || (found && distance >= least)) return;
          best = spot;
          least = distance;
          found = true;
        });
      }
    }
    return best;
  }

 private:
  // Neighbour `index` of an axis: pixels, and one far beyond either end.
  double Node(int64_t index, int64_t size, double wanted) const {
    const auto last = static_cast<double>(size - 1);
    const double far = Reach() + std::max({0 - wanted, wanted - last, 0.0});
    if (index < 0) return 0 - far;
    return index < size ? static_cast<double>(index) : last + far;
  }

  // Farther than any pixel moves.
  double Reach() const {
    if (reach_ > 0) return reach_;
    double farthest = 0;
    for (int64_t i = 0; i < 2 * field_.height * field_.width; ++i)
      farthest = std::max(farthest, std::fabs(static_cast<double>(field_.values[i])));
    reach_ = farthest + 1;
    return reach_;
  }

  template <typename Visit>
  void ForEachPlaceIn(int64_t column, int64_t row, const Visit& visit) const {
    const double left = Node(column, field_.width, wanted_.x);
    const double right = Node(column + 1, field_.width, wanted_.x);
    const double top = Node(row, field_.height, wanted_.y);
    const double bottom = Node(row + 1, field_.height, wanted_.y);
    const Point a = Shown({left, top}), b = Shown({right, top});
    const Point c = Shown({left, bottom}), d = Shown({right, bottom});
    if (std::min({a.x, b.x, c.x, d.x}) > wanted_.x || std::max({a.x, b.x, c.x, d.x}) < wanted_.x ||
        std::min({a.y, b.y, c.y, d.y}) > wanted_.y || std::max({a.y, b.y, c.y, d.y}) < wanted_.y) {
      return;
    }
    // wanted = a + u across + v (down + u twist), so (wanted - a - v down) x (across + v twist) =
    // 0.
    const Point across = Minus(b, a), down = Minus(c, a), twist = Minus(Minus(d, c), across);
    const Point rest = Minus(wanted_, a);
    const double square = 0 - Cross(down, twist);
    const double linear = Cross(rest, twist) - Cross(down, across);
    const double constant = Cross(rest, across);
    const auto try_v = [&](double v) {
      if (!(v >= -kEdge && v <= 1 + kEdge)) return;
      const Point along = {across.x + v * twist.x, across.y + v * twist.y};
      const Point left_over = {rest.x - v * down.x, rest.y - v * down.y};
      const double u =
          (left_over.x * along.x + left_over.y * along.y) / (along.x * along.x + along.y * along.y);
      if (!(u >= -kEdge && u <= 1 + kEdge)) return;
      visit({left + u * (right - left), top + v * (bottom - top)});
    };
    const double root = std::sqrt(std::max(linear * linear - 4 * square * constant, 0.0));
    // The form without cancellation, which also takes a square of 0.
    const double sum = -0.5 * (linear + (linear < 0 ? -root : root));
    try_v(sum / square);
    try_v(constant / sum);
  }

  Point Shown(const Point& place) const {
    return {place.x + Between(place, 0), place.y + Between(place, 1)};
  }

  Spot At(const Point& place) const {
    Spot spot = {place.x, place.y};
    const Point miss = Minus(wanted_, Shown(place));
    spot.miss_x = miss.x;
    spot.miss_y = miss.y;
    spot.miss = miss.x * miss.x + miss.y * miss.y;
    return spot;
  }

  // The field between its pixels along one axis.
  double Between(const Point& place, int axis) const {
    const double column = std::clamp(place.x, 0.0, static_cast<double>(field_.width - 1));
    const double row = std::clamp(place.y, 0.0, static_cast<double>(field_.height - 1));
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
  Point wanted_;
  mutable double reach_ = 0;
};

}  // namespace

Point DisplacedPoint(const DisplacementField& field, Point point) {
  const Inverse inverse(field, point);
  Spot spot = inverse.ByIteration();
  if (!(spot.miss <= kAccuracy * kAccuracy)) spot = inverse.BySearch(spot);
  return {spot.x, spot.y};
}

}  // namespace imagepipeline
