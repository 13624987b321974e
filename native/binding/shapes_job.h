// Points and boxes of a slice of a batch, to be moved as the pixels of their images are.
#ifndef IMAGEPIPELINE_BINDING_SHAPES_JOB_H_
#define IMAGEPIPELINE_BINDING_SHAPES_JOB_H_

#include <napi.h>

#include <memory>
#include <vector>

#include "core/image.h"
#include "core/status.h"
#include "program/plan.h"

namespace imagepipeline {

struct ShapesJob {
  std::shared_ptr<const Plan> plan;
  Shape input_shape;
  DType input_dtype = DType::kUint8;
  bool clip = true;
  std::vector<double> numbers;
  // How many boxes and points each image has; their coordinates follow each other.
  std::vector<int32_t> box_counts, point_counts;
  std::vector<double> boxes;   // x1 y1 x2 y2
  std::vector<double> points;  // x y

  std::vector<double> mapped_boxes;   // x1 y1 x2 y2 area visibility
  std::vector<double> mapped_points;  // x y visible

  // Reads { inputShape, inputDtype, numbers: Float64Array, clip, boxCounts, pointCounts:
  // Int32Array, boxes, points: Float64Array } and checks that the counts agree.
  static ShapesJob From(const Napi::Object& object, std::shared_ptr<const Plan> plan);

  // Maps everything; no JavaScript is touched.
  Status Run();

  // { boxes, points: Float64Array }
  Napi::Object Result(Napi::Env env) const;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_SHAPES_JOB_H_
