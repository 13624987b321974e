#include "program/polygon.h"

#include <algorithm>
#include <cmath>

namespace imagepipeline {

namespace {

// Nearer to the line at infinity than this part of the polygon's farthest corner nothing is mapped.
// The image of what is cut off is a billion times as far away as the polygon is large.
constexpr double kHorizon = 1e-9;

// The part of a convex polygon where `distance` (linear in the point) is at least 0.
template <typename Distance>
Polygon Half(const Polygon& polygon, const Distance& distance) {
  Polygon result;
  for (size_t i = 0; i < polygon.size(); ++i) {
    const Point a = polygon[i], b = polygon[(i + 1) % polygon.size()];
    const double da = distance(a), db = distance(b);
    if (da >= 0) result.push_back(a);
    if ((da < 0) == (db < 0)) continue;
    const double t = da / (da - db);
    result.push_back({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)});
  }
  return result;
}

double Denominator(const Matrix3& map, Point p) {
  return map.m[6] * p.x + map.m[7] * p.y + map.m[8];
}

void AddMapped(const Polygon& polygon, const Matrix3& map, Polygons* result) {
  Polygon mapped;
  for (const Point& point : polygon) {
    Point at;
    if (!MapPoint(map, point, &at)) return;
    mapped.push_back(at);
  }
  if (!mapped.empty()) result->push_back(std::move(mapped));
}

}  // namespace

Polygon CornersOf(const Box& box) {
  return {{box.x1, box.y1}, {box.x2, box.y1}, {box.x2, box.y2}, {box.x1, box.y2}};
}

Polygons Clipped(const Polygons& polygons, const Box& box) {
  Polygons result;
  for (Polygon polygon : polygons) {
    polygon = Half(polygon, [&](Point p) { return p.x - box.x1; });
    polygon = Half(polygon, [&](Point p) { return box.x2 - p.x; });
    polygon = Half(polygon, [&](Point p) { return p.y - box.y1; });
    polygon = Half(polygon, [&](Point p) { return box.y2 - p.y; });
    // The cuts are rounded; what is left lies inside.
    for (Point& p : polygon) {
      p = {std::clamp(p.x, box.x1, box.x2), std::clamp(p.y, box.y1, box.y2)};
    }
    if (!polygon.empty()) result.push_back(std::move(polygon));
  }
  return result;
}

Polygons Mapped(const Polygons& polygons, const Matrix3& map) {
  Polygons result;
  for (const Polygon& polygon : polygons) {
    if (map.IsAffine()) {
      AddMapped(polygon, map, &result);
      continue;
    }
    double farthest = 0;
    for (const Point& point : polygon) {
      farthest = std::max(farthest, std::fabs(Denominator(map, point)));
    }
    const double nearest = kHorizon * farthest;
    // Both sides of the horizon are part of what a warp reads.
    AddMapped(Half(polygon, [&](Point p) { return Denominator(map, p) - nearest; }), map, &result);
    AddMapped(Half(polygon, [&](Point p) { return -nearest - Denominator(map, p); }), map, &result);
  }
  return result;
}

bool MapPoint(const Matrix3& map, Point point, Point* result) {
  const double* m = map.m;
  const double k = Denominator(map, point);
  *result = {(m[0] * point.x + m[1] * point.y + m[2]) / k,
             (m[3] * point.x + m[4] * point.y + m[5]) / k};
  return std::isfinite(result->x) && std::isfinite(result->y);
}

double AreaOf(const Polygons& polygons) {
  double area = 0;
  for (const Polygon& polygon : polygons) {
    double doubled = 0;
    // About the first corner, so that the size of the coordinates costs no precision.
    for (size_t i = 1; i + 1 < polygon.size(); ++i) {
      const Point o = polygon[0], a = polygon[i], b = polygon[i + 1];
      doubled += (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
    }
    area += std::fabs(doubled) / 2;
  }
  return area;
}

Box HullOf(const Polygons& polygons) {
  Box hull;
  bool first = true;
  for (const Polygon& polygon : polygons) {
    for (const Point& p : polygon) {
      if (first) hull = {p.x, p.y, p.x, p.y};
      first = false;
      hull = {std::min(hull.x1, p.x), std::min(hull.y1, p.y), std::max(hull.x2, p.x),
              std::max(hull.y2, p.y)};
    }
  }
  return hull;
}

}  // namespace imagepipeline
