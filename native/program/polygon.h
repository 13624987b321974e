// Convex polygons in the plane: what boxes become on their way through maps and clips.
#ifndef IMAGEPIPELINE_PROGRAM_POLYGON_H_
#define IMAGEPIPELINE_PROGRAM_POLYGON_H_

#include <vector>

#include "core/matrix.h"

namespace imagepipeline {

struct Point {
  double x = 0;
  double y = 0;
};

struct Box {
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
};

// Corners in order, without repeating the first. Fewer than three have no area.
using Polygon = std::vector<Point>;

// A polygon that a projective map tore apart at infinity is two.
using Polygons = std::vector<Polygon>;

Polygon CornersOf(const Box& box);

// The part of each polygon inside the box.
Polygons Clipped(const Polygons& polygons, const Box& box);

// The image of each polygon. Points whose denominator is 0 are at infinity; what lies around them
// stays very far away. What is no longer finite is left out.
Polygons Mapped(const Polygons& polygons, const Matrix3& map);

// False for a point at infinity.
bool MapPoint(const Matrix3& map, Point point, Point* result);

// Of polygons that do not overlap.
double AreaOf(const Polygons& polygons);

// The smallest box around all corners; all 0 without any.
Box HullOf(const Polygons& polygons);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_POLYGON_H_
