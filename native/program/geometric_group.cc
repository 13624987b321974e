#include "program/geometric_group.h"

#include <cmath>

namespace imagepipeline {

namespace {

// Beyond this a product with a pixel index could overflow; such a map shows nothing of the image.
constexpr double kMaxEntry = 1e200;

// Every denominator is 0, so every pixel reads the fill value.
constexpr Matrix3 kNowhere = {{0, 0, 0, 0, 0, 0, 0, 0, 0}};

Matrix3 Bounded(const Matrix3& map) {
  for (const double entry : map.m) {
    if (!(std::fabs(entry) <= kMaxEntry)) return kNowhere;
  }
  return map;
}

Interpolation InterpolationOf(const ResampleAction& resize) {
  return resize.method == ResizeMethod::kNearest ? Interpolation::kNearest
                                                 : Interpolation::kBilinear;
}

// Output pixel i of a resize has its centre at (i + 0.5) * scale - 0.5.
Matrix3 ResizeMatrix(const ResampleAction& resize) {
  const double x = static_cast<double>(resize.window_width) / static_cast<double>(resize.width);
  const double y = static_cast<double>(resize.window_height) / static_cast<double>(resize.height);
  return {{x, 0, 0.5 * x - 0.5, 0, y, 0.5 * y - 0.5, 0, 0, 1}};
}

// The integer shift of an axis whose `count` outputs all read whole pixels 0..size-1 with this step
// and offset.
bool IsWholeShift(double step, double offset, int64_t count, int64_t size) {
  if (std::fabs(step) != 1 || offset != std::floor(offset)) return false;
  const double last = offset + step * static_cast<double>(count - 1);
  const auto limit = static_cast<double>(size - 1);
  return offset >= 0 && offset <= limit && last >= 0 && last <= limit;
}

}  // namespace

GeometricGroup::GeometricGroup(const Shape& source)
    : rows_{0, 1, source.height},
      columns_{0, 1, source.width},
      height_(source.height),
      width_(source.width) {}

void GeometricGroup::Axis::Narrow(double step, double offset, int64_t new_size) {
  origin += direction * static_cast<int64_t>(offset);
  if (step < 0) direction = -direction;
  size = new_size;
}

bool GeometricGroup::Accepts(const GeometricAction& action) const {
  if (action.rule != CoordRule::kExact || HasOwnRule()) return false;
  if (action.index_shuffle) return true;
  if (cropped_) return false;
  if (sampling_ &&
      (sampling_->interpolation != action.interpolation ||
       sampling_->fill_mode != action.fill_mode || sampling_->fill_value != action.fill_value)) {
    return false;
  }
  return !resize_ || InterpolationOf(*resize_) == action.interpolation;
}

bool GeometricGroup::Accepts(const ResampleAction& action) const {
  const bool method_composes =
      !action.antialias && action.point == NearestPoint::kCentre &&
      (action.method == ResizeMethod::kBilinear || action.method == ResizeMethod::kNearest);
  const bool whole = action.window_top == 0 && action.window_left == 0 &&
                     action.window_height == height_ && action.window_width == width_;
  if (!method_composes || !whole || cropped_ || HasOwnRule()) return false;
  // Two resizes in a row stay two: between them there is no border to agree on.
  if (resize_ && !sampling_) return false;
  return !sampling_ || sampling_->interpolation == InterpolationOf(action);
}

void GeometricGroup::StartWarp() {
  if (warped_) return;
  warped_ = true;
  // The prefix's mirroring moves into the matrix, its window stays.
  double* m = map_.m;
  if (columns_.direction < 0) {
    m[0] = -1;
    m[2] = static_cast<double>(columns_.size - 1);
  }
  if (rows_.direction < 0) {
    m[4] = -1;
    m[5] = static_cast<double>(rows_.size - 1);
  }
}

void GeometricGroup::ComposeWith(const Matrix3& later, int64_t height, int64_t width) {
  map_ = Bounded(Compose(map_, later));
  height_ = height;
  width_ = width;
  resize_alone_ = false;
}

void GeometricGroup::Add(const GeometricAction& action) {
  const double* m = action.output_to_input.m;
  if (action.index_shuffle && IsShuffle()) {
    columns_.Narrow(m[0], m[2], action.width);
    rows_.Narrow(m[4], m[5], action.height);
    height_ = action.height;
    width_ = action.width;
    return;
  }
  if (action.index_shuffle) {
    cropped_ = cropped_ || action.height != height_ || action.width != width_;
  } else {
    sampling_ = action;
  }
  StartWarp();
  ComposeWith(action.output_to_input, action.height, action.width);
}

void GeometricGroup::Add(const ResampleAction& action) {
  const bool first = IsShuffle() && rows_.direction > 0 && columns_.direction > 0;
  StartWarp();
  ComposeWith(ResizeMatrix(action), action.height, action.width);
  resize_ = action;
  resize_alone_ = first;
}

std::optional<ResampleAction> GeometricGroup::ResampleOfCrop(const ResampleAction& action) const {
  const bool inside = action.window_top >= 0 && action.window_left >= 0 &&
                      action.window_top + action.window_height <= height_ &&
                      action.window_left + action.window_width <= width_;
  if (!inside || !IsShuffle() || rows_.direction < 0 || columns_.direction < 0) return std::nullopt;
  ResampleAction result = action;
  result.window_top += rows_.First();
  result.window_left += columns_.First();
  return result;
}

std::optional<ShuffleMove> GeometricGroup::AsShuffle() const {
  ShuffleMove move = {rows_.First(), columns_.First(), rows_.direction < 0, columns_.direction < 0};
  if (IsShuffle()) return move;
  const double* m = map_.m;
  if (!map_.IsAffine() || m[1] != 0 || m[3] != 0 ||
      !IsWholeShift(m[0], m[2], width_, columns_.size) ||
      !IsWholeShift(m[4], m[5], height_, rows_.size)) {
    return std::nullopt;
  }
  move.flip_columns = m[0] < 0;
  move.flip_rows = m[4] < 0;
  move.left += static_cast<int64_t>(m[2]) - (move.flip_columns ? width_ - 1 : 0);
  move.top += static_cast<int64_t>(m[5]) - (move.flip_rows ? height_ - 1 : 0);
  return move;
}

Move GeometricGroup::Finish() const {
  if (const std::optional<ShuffleMove> shuffle = AsShuffle(); shuffle && !HasOwnRule()) {
    return *shuffle;
  }
  if (resize_alone_) {
    ResampleAction resize = *resize_;
    resize.window_top = rows_.First();
    resize.window_left = columns_.First();
    return resize;
  }
  WarpMove warp;
  warp.top = rows_.First();
  warp.left = columns_.First();
  warp.height = rows_.size;
  warp.width = columns_.size;
  warp.output_to_window = map_;
  if (sampling_) {
    warp.interpolation = sampling_->interpolation;
    warp.fill_mode = sampling_->fill_mode;
    warp.fill_value = sampling_->fill_value;
    warp.rule = sampling_->rule;
    warp.scipy_mode = sampling_->scipy_mode;
  } else {
    // A resize among flips and crops: it repeats the edge, as it does alone.
    warp.interpolation = InterpolationOf(*resize_);
    warp.fill_mode = FillMode::kNearest;
  }
  return warp;
}

}  // namespace imagepipeline
