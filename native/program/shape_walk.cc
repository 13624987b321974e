#include "program/shape_walk.h"

#include <string>

namespace imagepipeline {

namespace {

std::string Text(const Shape& shape) {
  return "[" + std::to_string(shape.height) + ", " + std::to_string(shape.width) + ", " +
         std::to_string(shape.channels) + "]";
}

// False when the product does not fit.
bool Multiply(uint64_t a, uint64_t b, uint64_t* product) {
  if (b != 0 && a > UINT64_MAX / b) return false;
  *product = a * b;
  return true;
}

// All three are at least 1.
Status CheckSizes(const std::string& what, const Shape& shape) {
  uint64_t values = 0;
  if (!Multiply(static_cast<uint64_t>(shape.height), static_cast<uint64_t>(shape.width), &values) ||
      !Multiply(values, static_cast<uint64_t>(shape.channels), &values)) {
    return {"E_OVERFLOW", what + ": the value count of " + Text(shape) + " overflows"};
  }
  if (values > kMaxValues || shape.height > kMaxSide || shape.width > kMaxSide) {
    return {"E_OUTPUT_BYTES",
            what + ": " + Text(shape) + " is over the limit of 2^40 values and sides of 2^30"};
  }
  return {};
}

// Padding may make the window that a resize reads far larger than both its input and its output.
Status CheckWindow(const Stage& stage, const ResampleAction& action, int64_t channels) {
  return CheckSizes(stage.kind + ": padded input",
                    {action.window_height, action.window_width, channels});
}

}  // namespace

Status CheckInputShape(const Shape& shape) {
  if (shape.height < 1 || shape.width < 1 || shape.channels < 1) {
    return {"E_EMPTY_IMAGE",
            "height, width and channels must be at least 1; received " + Text(shape)};
  }
  return CheckSizes("input", shape);
}

Status StepShape(const Stage& stage, Role role, const double* numbers, bool runs, Shape* shape) {
  Status status = stage.Check(*shape);
  if (!status.ok()) return role == Role::kMask ? Status() : status;
  return runs ? StepShape(stage, stage.Act(*shape, numbers), shape) : Status();
}

Status StepShape(const Stage& stage, const Action& action, Shape* shape) {
  if (const auto* geometric = std::get_if<GeometricAction>(&action)) {
    shape->height = geometric->height;
    shape->width = geometric->width;
  } else if (const auto* resample = std::get_if<ResampleAction>(&action)) {
    const Status status = CheckWindow(stage, *resample, shape->channels);
    if (!status.ok()) return status;
    shape->height = resample->height;
    shape->width = resample->width;
  }
  return CheckSizes(stage.kind, *shape);
}

}  // namespace imagepipeline
