#include "program/homography.h"

#include <algorithm>
#include <cmath>

namespace imagepipeline {

namespace {

// Three corners whose triangle is smaller than this part of the quad's extent squared are on a
// line.
constexpr double kFlat = 1e-12;

// Twice the signed area of a triangle.
double Area(const Point& a, const Point& b, const Point& c) {
  return (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
}

// The last corner as a weighted sum of the other three, up to a factor; none when three corners
// are on a line.
std::optional<std::array<double, 3>> Weights(const Quad& quad) {
  const auto& [a, b, c, d] = quad;
  double extent = 0;
  for (const Point& corner : quad) {
    extent = std::max({extent, std::fabs(corner.x - a.x), std::fabs(corner.y - a.y)});
  }
  const std::array<double, 3> weights = {Area(d, b, c), Area(a, d, c), Area(a, b, d)};
  const double least = std::min({std::fabs(Area(a, b, c)), std::fabs(weights[0]),
                                 std::fabs(weights[1]), std::fabs(weights[2])});
  if (!(least > kFlat * extent * extent)) return std::nullopt;
  return weights;
}

// Factors of x and y and the constant of Area((x, y), b, c), which is 0 on the line through b and
// c.
std::array<double, 3> LineThrough(const Point& b, const Point& c) {
  return {b.y - c.y, c.x - b.x, b.x * c.y - c.x * b.y};
}

}  // namespace

std::optional<Matrix3> Homography(const Quad& from, const Quad& to) {
  const std::optional<std::array<double, 3>> from_weights = Weights(from), to_weights = Weights(to);
  if (!from_weights || !to_weights) return std::nullopt;
  Matrix3 map = {{0, 0, 0, 0, 0, 0, 0, 0, 0}};
  // At corner i of the first three only line i, which avoids it, is not 0; the weights then send
  // the fourth corner where it belongs.
  for (size_t i = 0; i < 3; ++i) {
    const double weight = (*to_weights)[i] / (*from_weights)[i];
    const std::array<double, 3> line = LineThrough(from[(i + 1) % 3], from[(i + 2) % 3]);
    for (size_t k = 0; k < 3; ++k) {
      map.m[k] += weight * to[i].x * line[k];
      map.m[3 + k] += weight * to[i].y * line[k];
      map.m[6 + k] += weight * line[k];
    }
  }
  // Any factor gives the same map. This one makes an affine map one, and leaves the entry 0 where
  // the first output pixel is on the horizon.
  const double last = map.m[8];
  for (double& entry : map.m) {
    if (last != 0) entry /= last;
    if (!std::isfinite(entry)) return std::nullopt;
  }
  return map;
}

}  // namespace imagepipeline
