#include "runtime/reference_moves.h"

#include <algorithm>

#include "core/coords.h"
#include "runtime/displacement_field.h"
#include "runtime/reference_resize.h"
#include "runtime/rule_coords.h"

namespace imagepipeline {

namespace {

// One warp's reading of single samples.
class Sampler {
 public:
  Sampler(const WarpMove& move, const DoubleImage& in) : move_(move), in_(in) {}

  double Sample(int32_t x, int32_t y, float fx, float fy, int64_t channel) const {
    if (x == kOutside || y == kOutside) return move_.fill_value;
    if (move_.interpolation == Interpolation::kNearest) {
      return Value(NearestIndex(move_.fill_mode, y, fy, move_.height),
                   NearestIndex(move_.fill_mode, x, fx, move_.width), channel);
    }
    const double top = Across(x, y, fx, channel);
    if (fy == 0) return top;
    return top + static_cast<double>(fy) * (Across(x, int64_t{y} + 1, fx, channel) - top);
  }

 private:
  double Across(int64_t x, int64_t y, float fx, int64_t channel) const {
    const double left = Tap(x, y, channel);
    if (fx == 0) return left;
    return left + static_cast<double>(fx) * (Tap(x + 1, y, channel) - left);
  }

  double Tap(int64_t x, int64_t y, int64_t channel) const {
    return Value(TapIndex(move_.fill_mode, y, move_.height),
                 TapIndex(move_.fill_mode, x, move_.width), channel);
  }

  double Value(int64_t y, int64_t x, int64_t channel) const {
    if (x == kFillIndex || y == kFillIndex) return move_.fill_value;
    return in_.At(move_.top + y, move_.left + x, channel);
  }

  const WarpMove& move_;
  const DoubleImage& in_;
};

// A sample as SciPy takes it, in doubles as there.
double SciPySample(const WarpMove& move, const DoubleImage& in, const SciPyTaps& x,
                   const SciPyTaps& y, int64_t channel) {
  if (x.IsOutside() || y.IsOutside()) return move.fill_value;
  const auto at = [&](int64_t row, int64_t column) {
    if (row == kFillIndex || column == kFillIndex) return static_cast<double>(move.fill_value);
    return in.At(move.top + row, move.left + column, channel);
  };
  if (move.interpolation == Interpolation::kNearest) return at(y.first, x.first);
  return at(y.first, x.first) * y.first_weight * x.first_weight +
         at(y.first, x.second) * y.first_weight * x.second_weight +
         at(y.second, x.first) * y.second_weight * x.first_weight +
         at(y.second, x.second) * y.second_weight * x.second_weight;
}

DoubleImage SciPyMove(const WarpMove& move, const DoubleImage& in, const Shape& out_shape) {
  DoubleImage out(out_shape);
  const Matrix3& map = move.output_to_window;
  for (int64_t y = 0; y < out_shape.height; ++y) {
    for (int64_t x = 0; x < out_shape.width; ++x) {
      const auto px = static_cast<double>(x), py = static_cast<double>(y);
      const SciPyTaps columns =
          MakeSciPyTaps(move.scipy_mode, move.interpolation, SciPyX(map, px, py), move.width);
      const SciPyTaps rows =
          MakeSciPyTaps(move.scipy_mode, move.interpolation, SciPyY(map, px, py), move.height);
      for (int64_t c = 0; c < out_shape.channels; ++c)
        out.At(y, x, c) = SciPySample(move, in, columns, rows, c);
    }
  }
  return out;
}

}  // namespace

DoubleImage ReferenceMove(const ShuffleMove& move, const DoubleImage& in, const Shape& out_shape) {
  DoubleImage out(out_shape);
  for (int64_t y = 0; y < out_shape.height; ++y) {
    for (int64_t x = 0; x < out_shape.width; ++x) {
      const int64_t in_y = move.top + (move.flip_rows ? out_shape.height - 1 - y : y);
      const int64_t in_x = move.left + (move.flip_columns ? out_shape.width - 1 - x : x);
      for (int64_t c = 0; c < out_shape.channels; ++c) out.At(y, x, c) = in.At(in_y, in_x, c);
    }
  }
  return out;
}

DoubleImage ReferenceMove(const WarpMove& move, const DoubleImage& in, const Shape& out_shape) {
  if (move.rule == CoordRule::kSciPy) return SciPyMove(move, in, out_shape);
  DoubleImage out(out_shape);
  const Sampler sampler(move, in);
  const Matrix3& map = move.output_to_window;
  CoordBlock coords;
  for (int64_t y = 0; y < out_shape.height; ++y) {
    for (int64_t begin = 0; begin < out_shape.width; begin += kCoordBlock) {
      const auto count = static_cast<int>(std::min<int64_t>(kCoordBlock, out_shape.width - begin));
      if (move.rule != CoordRule::kExact) {
        RuleCoords(move, begin, y, count, &coords);
      } else if (map.IsAffine()) {
        AffineCoords(StartBlock(map, begin, y), count, &coords);
      } else {
        ProjectiveCoords(map, begin, y, count, &coords);
      }
      for (int j = 0; j < count; ++j) {
        for (int64_t c = 0; c < out_shape.channels; ++c) {
          out.At(y, begin + j, c) =
              sampler.Sample(coords.x[j], coords.y[j], coords.fx[j], coords.fy[j], c);
        }
      }
    }
  }
  return out;
}

DoubleImage ReferenceMove(const ResampleAction& move, const DoubleImage& in,
                          const Shape& out_shape) {
  DoubleImage out(out_shape);
  const auto value = [&](int64_t y, int64_t x, int64_t c) {
    const bool inside = y >= 0 && y < in.shape.height && x >= 0 && x < in.shape.width;
    return inside ? in.At(y, x, c) : static_cast<double>(move.fill_value);
  };
  for (int64_t y = 0; y < out_shape.height; ++y) {
    const auto rows = ReferenceTaps(move, move.window_height, move.height, y);
    for (int64_t x = 0; x < out_shape.width; ++x) {
      const auto columns = ReferenceTaps(move, move.window_width, move.width, x);
      for (int64_t c = 0; c < out_shape.channels; ++c) {
        double sum = 0;
        for (const ReferenceTap& row : rows) {
          for (const ReferenceTap& column : columns) {
            const double weight = row.weight * column.weight;
            if (weight == 0) continue;
            sum += weight * value(move.window_top + row.index, move.window_left + column.index, c);
          }
        }
        out.At(y, x, c) = sum;
      }
    }
  }
  return out;
}

DoubleImage ReferenceMove(const Displacement& move, const DoubleImage& in, const Shape& out_shape) {
  const std::vector<float> values = DisplacementValues(move, out_shape.height, out_shape.width);
  const DisplacementField field = {values.data(), out_shape.height, out_shape.width};
  WarpMove whole;
  whole.height = in.shape.height;
  whole.width = in.shape.width;
  whole.interpolation = move.interpolation;
  whole.fill_mode = move.fill_mode;
  whole.fill_value = move.fill_value;
  const Sampler sampler(whole, in);
  DoubleImage out(out_shape);
  for (int64_t y = 0; y < out_shape.height; ++y) {
    for (int64_t x = 0; x < out_shape.width; ++x) {
      const Coord at = DisplacedCoord(field, x, y);
      for (int64_t c = 0; c < out_shape.channels; ++c)
        out.At(y, x, c) = sampler.Sample(at.x, at.y, at.fx, at.fy, c);
    }
  }
  return out;
}

DoubleImage ReferenceMove(const Convolution& move, const DoubleImage& in, const Shape& out_shape) {
  DoubleImage out(out_shape);
  const auto row_taps = static_cast<int64_t>(move.rows.size());
  const auto column_taps = static_cast<int64_t>(move.columns.size());
  const auto blurred = [&](int64_t y, int64_t x, int64_t c) {
    double sum = 0;
    for (int64_t t = 0; t < row_taps; ++t) {
      for (int64_t u = 0; u < column_taps; ++u) {
        const int64_t in_y = y + t - row_taps / 2, in_x = x + u - column_taps / 2;
        if (in_y < 0 || in_y >= in.shape.height || in_x < 0 || in_x >= in.shape.width) continue;
        sum += move.rows[static_cast<size_t>(t)] * move.columns[static_cast<size_t>(u)] *
               in.At(in_y, in_x, c);
      }
    }
    return sum;
  };
  for (int64_t y = 0; y < out_shape.height; ++y) {
    for (int64_t x = 0; x < out_shape.width; ++x) {
      for (int64_t c = 0; c < out_shape.channels; ++c) {
        out.At(y, x, c) = move.blur_weight * blurred(y, x, c);
        if (move.self_weight != 0) out.At(y, x, c) += move.self_weight * in.At(y, x, c);
      }
    }
  }
  return out;
}

}  // namespace imagepipeline
