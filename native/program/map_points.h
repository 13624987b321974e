// Where points and boxes of an image go when a plan moves its pixels.
//
// Coordinates are continuous: the image is [0, width] x [0, height] and the centre of pixel (0, 0)
// is (0.5, 0.5). What the plan throws away on the way (crops, what a pass leaves outside its
// result) is lost for good, as it is for the pixels; inside a pass nothing is.
#ifndef IMAGEPIPELINE_PROGRAM_MAP_POINTS_H_
#define IMAGEPIPELINE_PROGRAM_MAP_POINTS_H_

#include <functional>
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

// The field of a displacement, which is made of kernels and so above this folder
// (runtime/displacement_field.h).
using FieldMaker = std::function<std::vector<float>(const Displacement& displacement,
                                                    int64_t height, int64_t width)>;

// The moves of one image, ready for any number of points. The plan must have accepted shape and
// numbers (Plan::Output).
class PointMap {
 public:
  PointMap(const Plan& plan, const Shape& input, DType dtype, const double* numbers,
           const FieldMaker& make_field);

  MappedPoint MapPoint(Point point) const;
  // `clip` chooses the hull of what is visible, else that of the whole outline.
  MappedBox MapBox(const Box& box, bool clip) const;

 private:
  // One move: a 3x3 map, or the field of a displacement.
  struct Step {
    std::optional<Box> keeps_before;  // what is left of the input
    std::optional<Box>
        keeps_after;        // what is left of the result, for moves that lose by themselves
    bool singular = false;  // everything maps to nowhere
    Matrix3 input_to_output;
    std::vector<float> field_values;
    Shape field_shape;

    // False for a point that is nowhere.
    bool Move(Point* point) const;
    Polygons Move(const Polygons& polygons) const;
  };

  static Step StepOf(const PlacedMove& move, const FieldMaker& make_field);

  std::vector<Step> steps_;
  Box result_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_MAP_POINTS_H_
