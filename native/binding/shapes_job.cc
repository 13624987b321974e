#include "binding/shapes_job.h"

#include <algorithm>
#include <utility>

#include "binding/convert.h"
#include "program/map_points.h"
#include "runtime/displacement_field.h"

namespace imagepipeline {
namespace {

template <typename T, typename Array>
std::vector<T> Values(const Napi::Object& object, const char* name) {
  const Array array = object.Get(name).As<Array>();
  return std::vector<T>(array.Data(), array.Data() + array.ElementLength());
}

// Whether `counts` are at least 0 and `values` has `each` for every one counted.
bool Agrees(const std::vector<int32_t>& counts, size_t values, size_t each) {
  uint64_t sum = 0;
  for (const int32_t count : counts) {
    if (count < 0) return false;
    sum += static_cast<uint64_t>(count);
  }
  return values % each == 0 && sum == values / each;
}

Napi::Float64Array ToArray(Napi::Env env, const std::vector<double>& values) {
  Napi::Float64Array array = Napi::Float64Array::New(env, values.size());
  std::copy(values.begin(), values.end(), array.Data());
  return array;
}

}  // namespace

ShapesJob ShapesJob::From(const Napi::Object& object, std::shared_ptr<const Plan> plan) {
  ShapesJob job;
  job.plan = std::move(plan);
  job.input_shape = ShapeOf(object.Get("inputShape"));
  job.input_dtype = DTypeOf(object.Get("inputDtype"));
  job.clip = BoolField(object, "clip");
  job.numbers = Values<double, Napi::Float64Array>(object, "numbers");
  job.box_counts = Values<int32_t, Napi::Int32Array>(object, "boxCounts");
  job.point_counts = Values<int32_t, Napi::Int32Array>(object, "pointCounts");
  job.boxes = Values<double, Napi::Float64Array>(object, "boxes");
  job.points = Values<double, Napi::Float64Array>(object, "points");
  if (job.box_counts.size() != job.point_counts.size() ||
      job.numbers.size() != job.box_counts.size() * job.plan->number_count() ||
      !Agrees(job.box_counts, job.boxes.size(), 4) ||
      !Agrees(job.point_counts, job.points.size(), 2)) {
    throw MakeError(object.Env(), Status("E_BOUNDS", "native: counts of boxes or points disagree"));
  }
  return job;
}

Status ShapesJob::Run() {
  const double* box = boxes.data();
  const double* point = points.data();
  const double* drawn = numbers.data();
  for (size_t image = 0; image < box_counts.size(); ++image, drawn += plan->number_count()) {
    Shape shape;
    DType dtype = input_dtype;
    Status status = plan->Output(input_shape, input_dtype, drawn, &shape, &dtype);
    if (!status.ok()) return status;
    const PointMap map(*plan, input_shape, input_dtype, drawn, DisplacementValues);
    for (int32_t i = 0; i < box_counts[image]; ++i, box += 4) {
      const MappedBox mapped = map.MapBox({box[0], box[1], box[2], box[3]}, clip);
      mapped_boxes.insert(mapped_boxes.end(), {mapped.box.x1, mapped.box.y1, mapped.box.x2,
                                               mapped.box.y2, mapped.area, mapped.visibility});
    }
    for (int32_t i = 0; i < point_counts[image]; ++i, point += 2) {
      const MappedPoint mapped = map.MapPoint({point[0], point[1]});
      mapped_points.insert(mapped_points.end(),
                           {mapped.at.x, mapped.at.y, mapped.visible ? 1.0 : 0.0});
    }
  }
  return Status();
}

Napi::Object ShapesJob::Result(Napi::Env env) const {
  Napi::Object result = Napi::Object::New(env);
  result.Set("boxes", ToArray(env, mapped_boxes));
  result.Set("points", ToArray(env, mapped_points));
  return result;
}

}  // namespace imagepipeline
