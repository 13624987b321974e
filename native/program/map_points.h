// Where points and boxes of an image go when a plan moves its pixels.
//
// Coordinates are continuous: the image is [0, width] x [0, height] and the centre of pixel (0, 0)
// is (0.5, 0.5). What the plan throws away on the way (crops, what a pass leaves outside its
// result) is lost for good, as it is for the pixels; inside a pass nothing is.
#ifndef IMAGEPIPELINE_PROGRAM_MAP_POINTS_H_
#define IMAGEPIPELINE_PROGRAM_MAP_POINTS_H_

#include <optional>
#include <vector>

#include "core/image.h"
#include "core/matrix.h"
#include "program/passes.h"
#include "program/plan.h"
#include "program/polygon.h"

namespace imagepipeline {

struct MappedPoint {
  // (-1, -1) where the point is nowhere on the plane of the result.
  Point at = {-1, -1};
  // Whether the pixel at the point is part of the result.
  bool visible = false;
};

struct MappedBox {
  // Hull of what is visible, or of the whole outline. All 0 when nothing is visible.
  Box box;
  double area = 0;        // of the hull of what is visible, in pixels
  double visibility = 0;  // area of what is visible of the outline / area of the whole outline
};

// The moves of one image, ready for any number of points. The plan must have accepted shape and
// numbers (Plan::Output).
class PointMap {
 public:
  PointMap(const Plan& plan, const Shape& input, DType dtype, const double* numbers);

  MappedPoint MapPoint(Point point) const;
  // `clip` chooses the hull of what is visible, else that of the whole outline.
  MappedBox MapBox(const Box& box, bool clip) const;

 private:
  // One move. A move that is no 3x3 map becomes another way of moving a point and an outline here.
  struct Step {
    std::optional<Box> keeps_before;  // what is left of the input
    std::optional<Box>
        keeps_after;        // what is left of the result, for moves that lose by themselves
    bool singular = false;  // everything maps to nowhere
    Matrix3 input_to_output;
  };

  static Step StepOf(const PlacedMove& move);

  std::vector<Step> steps_;
  Box result_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_MAP_POINTS_H_
