#include "program/map_points.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "program/displacement.h"

namespace imagepipeline {

namespace {

// A corner that a rotation put onto the border is still inside after rounding.
constexpr double kSlackPixels = 1e-6;

Box RectOf(int64_t height, int64_t width) {
  return {0, 0, static_cast<double>(width), static_cast<double>(height)};
}

bool Holds(const Box& box, Point p) {
  return p.x >= box.x1 - kSlackPixels && p.x <= box.x2 + kSlackPixels &&
         p.y >= box.y1 - kSlackPixels && p.y <= box.y2 + kSlackPixels;
}

// From output to input in continuous coordinates: pixel i is at i + 0.5.
Matrix3 ContinuousMap(const GeometricAction& action) {
  constexpr Matrix3 kToIndex = {{1, 0, -0.5, 0, 1, -0.5, 0, 0, 1}};
  constexpr Matrix3 kFromIndex = {{1, 0, 0.5, 0, 1, 0.5, 0, 0, 1}};
  return Compose(kFromIndex, Compose(action.output_to_input, kToIndex));
}

Matrix3 ContinuousMap(const ResampleAction& action) {
  const auto side = [](int64_t pixels) { return static_cast<double>(pixels); };
  return {{side(action.window_width) / side(action.width), 0, side(action.window_left), 0,
           side(action.window_height) / side(action.height), side(action.window_top), 0, 0, 1}};
}

// Whether the move itself loses what is outside its result: a crop, a resize of a part.
bool Loses(const GeometricAction& action, const Shape& in) {
  return action.index_shuffle && (action.height != in.height || action.width != in.width);
}

bool Loses(const ResampleAction& action, const Shape& in) {
  return action.window_top != 0 || action.window_left != 0 || action.window_height != in.height ||
         action.window_width != in.width;
}

// False for a map without an inverse. The inverse of an affine map is exactly affine.
bool Invert(const Matrix3& map, Matrix3* inverse) {
  const double* m = map.m;
  Matrix3 adjugate = {
      {m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
       m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
       m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]}};
  const double determinant = m[0] * adjugate.m[0] + m[1] * adjugate.m[3] + m[2] * adjugate.m[6];
  const double scale = map.IsAffine() ? adjugate.m[8] : determinant;
  if (!std::isfinite(scale) || scale == 0) return false;
  for (double& entry : adjugate.m) {
    entry /= scale;
    if (!std::isfinite(entry)) return false;
  }
  *inverse = adjugate;
  return true;
}

// A displacement bends the sides of a polygon: with points on them at most a pixel apart, but not
// more than this many a side.
constexpr double kMostOfASide = 64;

Polygon WithPointsBetween(const Polygon& polygon) {
  Polygon result;
  for (size_t i = 0; i < polygon.size(); ++i) {
    const Point a = polygon[i], b = polygon[(i + 1) % polygon.size()];
    const double length = std::max(std::fabs(b.x - a.x), std::fabs(b.y - a.y));
    const auto parts = static_cast<int>(std::clamp(std::ceil(length), 1.0, kMostOfASide));
    for (int part = 0; part < parts; ++part) {
      const double t = static_cast<double>(part) / parts;
      result.push_back({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)});
    }
  }
  return result;
}

}  // namespace

PointMap::Step PointMap::StepOf(const PlacedMove& move, const FieldMaker& make_field) {
  Step step;
  if (const auto* displacement = std::get_if<Displacement>(&move.action)) {
    step.field_values = make_field(*displacement, move.in.height, move.in.width);
    step.field_shape = move.in;
    return step;
  }
  const auto place = [&](const auto& action) {
    step.singular = !Invert(ContinuousMap(action), &step.input_to_output);
    if (Loses(action, move.in)) step.keeps_after = RectOf(action.height, action.width);
  };
  if (const auto* geometric = std::get_if<GeometricAction>(&move.action)) {
    place(*geometric);
  } else {
    place(std::get<ResampleAction>(move.action));
  }
  return step;
}

bool PointMap::Step::Move(Point* point) const {
  if (singular) return false;
  if (field_values.empty()) return imagepipeline::MapPoint(input_to_output, *point, point);
  const DisplacementField field = {field_values.data(), field_shape.height, field_shape.width};
  const Point at = DisplacedPoint(field, {point->x - 0.5, point->y - 0.5});
  *point = {at.x + 0.5, at.y + 0.5};
  return true;
}

Polygons PointMap::Step::Move(const Polygons& polygons) const {
  if (field_values.empty()) return Mapped(polygons, input_to_output);
  Polygons result = polygons;
  for (Polygon& polygon : result) {
    polygon = WithPointsBetween(polygon);
    for (Point& point : polygon) Move(&point);
  }
  return result;
}

PointMap::PointMap(const Plan& plan, const Shape& input, DType dtype, const double* numbers,
                   const FieldMaker& make_field) {
  const std::vector<PlacedMove> moves = PlacedMoves(plan, input, dtype, numbers);
  for (size_t i = 0; i < moves.size(); ++i) {
    Step step = StepOf(moves[i], make_field);
    if (i == 0 || moves[i].pass != moves[i - 1].pass) {
      step.keeps_before = RectOf(moves[i].in.height, moves[i].in.width);
    }
    steps_.push_back(std::move(step));
  }
  Shape shape;
  DType result_dtype = dtype;
  static_cast<void>(plan.Output(input, dtype, numbers, &shape, &result_dtype));
  result_ = RectOf(shape.height, shape.width);
}

MappedPoint PointMap::MapPoint(Point point) const {
  bool visible = true;
  for (const Step& step : steps_) {
    visible = visible && (!step.keeps_before || Holds(*step.keeps_before, point));
    if (!step.Move(&point)) return {};
    visible = visible && (!step.keeps_after || Holds(*step.keeps_after, point));
  }
  return {point, visible && Holds(result_, point)};
}

MappedBox PointMap::MapBox(const Box& box, bool clip) const {
  Polygons whole = {CornersOf(box)};
  Polygons visible = whole;
  for (const Step& step : steps_) {
    if (step.singular) return {};
    if (step.keeps_before) visible = Clipped(visible, *step.keeps_before);
    visible = step.Move(visible);
    whole = step.Move(whole);
    if (step.keeps_after) visible = Clipped(visible, *step.keeps_after);
  }
  visible = Clipped(visible, result_);
  const double visible_area = AreaOf(visible), whole_area = AreaOf(whole);
  if (!(visible_area > 0 && whole_area > 0)) return {};
  const Box hull = HullOf(visible);
  MappedBox result;
  result.box = clip ? hull : HullOf(whole);
  result.area = (hull.x2 - hull.x1) * (hull.y2 - hull.y1);
  result.visibility = std::min(1.0, visible_area / whole_area);
  return result;
}

}  // namespace imagepipeline
