// What a block of an affine warp's result reads of the source.
#ifndef IMAGEPIPELINE_RUNTIME_BLOCK_AREA_H_
#define IMAGEPIPELINE_RUNTIME_BLOCK_AREA_H_

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/image.h"
#include "core/matrix.h"

namespace imagepipeline {

// Pixels of a result: columns from `x`, rows from `y`.
struct Block {
  int64_t x, y, width, height;
};

// Pixels of one row, from `begin` to before `end`.
struct ColumnRange {
  int64_t begin, end;
};

// The rows and columns of a source that hold all taps of a block which lie in the source, a pixel
// more on every side, and of each row no more than it needs.
class BlockArea {
 public:
  // `map` is affine.
  BlockArea(const Matrix3& map, const Shape& source, const Block& block) {
    const double* m = map.m;
    const double u0 = static_cast<double>(block.x), v0 = static_cast<double>(block.y);
    const double u1 = u0 + static_cast<double>(block.width - 1);
    const double v1 = v0 + static_cast<double>(block.height - 1);
    const Interval xs = Plus(Plus(Times({u0, u1}, m[0]), Times({v0, v1}, m[1])), m[2]);
    const Interval ys = Plus(Plus(Times({u0, u1}, m[3]), Times({v0, v1}, m[4])), m[5]);
    left_ = WholeWithin(xs.lo - 1, source.width);
    right_ = WholeWithin(xs.hi + 3, source.width);
    top_ = WholeWithin(ys.lo - 1, source.height);
    bottom_ = WholeWithin(ys.hi + 3, source.height);
    reaches_out_ = !(xs.lo >= 1 && xs.hi < static_cast<double>(source.width) - 3 && ys.lo >= 1 &&
                     ys.hi < static_cast<double>(source.height) - 3);
    // The edges of the block as x = base + slope y.
    const double det = m[0] * m[4] - m[1] * m[3];
    by_column_ = Edges(Times({u0, u1}, det / m[4]), m[1] / m[4], m[2], m[5]);
    by_row_ = Edges(Times({v0, v1}, -det / m[3]), m[0] / m[3], m[2], m[5]);
  }

  int64_t left() const { return left_; }
  int64_t top() const { return top_; }
  int64_t bottom() const { return bottom_; }
  int64_t width() const { return right_ - left_; }
  int64_t height() const { return bottom_ - top_; }
  bool empty() const { return width() <= 0 || height() <= 0; }
  // Whether some taps may lie outside the source.
  bool reaches_out() const { return reaches_out_; }

  // Of row y of the source, what taps read.
  ColumnRange Columns(int64_t y) const {
    const Interval a = by_column_.At(static_cast<double>(y));
    const Interval b = by_row_.At(static_cast<double>(y));
    const auto within = [&](double x) { return std::clamp(WholeWithin(x, right_), left_, right_); };
    const int64_t begin = within(std::max(a.lo, b.lo) - 1);
    return {begin, std::max(begin, within(std::min(a.hi, b.hi) + 3))};
  }

 private:
  struct Interval {
    double lo, hi;
  };
  static Interval Times(Interval i, double factor) {
    const double one = i.lo * factor, other = i.hi * factor;
    return {std::min(one, other), std::max(one, other)};
  }
  static Interval Plus(Interval a, Interval b) { return {a.lo + b.lo, a.hi + b.hi}; }
  static Interval Plus(Interval a, double b) { return {a.lo + b, a.hi + b}; }

  // Rounded down, from 0 to `size`.
  static int64_t WholeWithin(double v, int64_t size) {
    if (!(v > 0)) return 0;
    return v < static_cast<double>(size) ? static_cast<int64_t>(v) : size;
  }

  // Two parallel edges, along which the block ends.
  struct EdgePair {
    Interval base;
    double slope;

    // The taps in row y are those of coordinates less than a row away. Everything where the edges
    // lie along the rows.
    Interval At(double y) const {
      const double x = slope * y, reach = std::fabs(slope);
      const Interval at = {base.lo + (x - reach), base.hi + (x + reach)};
      return at.lo <= at.hi ? at : Interval{-HUGE_VAL, HUGE_VAL};
    }
  };
  static EdgePair Edges(Interval offsets, double slope, double x, double y) {
    return {Plus(offsets, x - slope * y), slope};
  }

  int64_t left_, right_, top_, bottom_;
  bool reaches_out_;
  EdgePair by_column_, by_row_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_BLOCK_AREA_H_
