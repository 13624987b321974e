// The reads of a turned warp, foretold for the sake of the caches.
#ifndef IMAGEPIPELINE_RUNTIME_ROWS_AHEAD_H_
#define IMAGEPIPELINE_RUNTIME_ROWS_AHEAD_H_

#include <algorithm>
#include <cstdint>

#include "core/image.h"
#include "core/matrix.h"
#include "program/passes.h"
#include "runtime/cache_sizes.h"
#include "runtime/fetch.h"
#include "runtime/image_view.h"

namespace imagepipeline {

// Whether a row of the result crosses rows of the source.
inline bool Turns(const Matrix3& map) { return !map.IsAffine() || map.m[3] != 0; }

// Fetches the rows of a source shortly before a turned warp reads them, in order: its own reads
// defeat the hardware prefetcher, and those of a cold source took 1.6 to 2 times as long. Larger
// sources than kSecondCacheBytes gain nothing.
class RowsAhead {
 public:
  RowsAhead(const WarpMove& move, const ConstImage& source, const Shape& out)
      : map_(move.output_to_window), source_(source), last_x_(out.width - 1) {
    row_bytes_ = RowBytes(source);
    if (!Turns(map_) || row_bytes_ * source.shape.height > kSecondCacheBytes) row_bytes_ = 0;
    rises_ = !map_.IsAffine() || map_.m[4] >= 0;
    next_ = rises_ ? 0 : source.shape.height - 1;
  }

  // All that rows of the result up to `y`, and the next one, read.
  void Fetch(int64_t y) {
    if (row_bytes_ == 0) return;
    const int64_t last = source_.shape.height - 1;
    if (rises_) {
      for (const int64_t end = map_.IsAffine() ? Furthest(y + 1) : last; next_ <= end; ++next_)
        FetchRow(next_);
    } else {
      for (const int64_t end = Furthest(y + 1); next_ >= end; --next_) FetchRow(next_);
    }
  }

 private:
  // Of the rows of the source that row y of the result reads, the last in the order in which they
  // are fetched; one before the first or behind the last where it reads none.
  int64_t Furthest(int64_t y) const {
    const double first = map_.m[4] * static_cast<double>(y) + map_.m[5];
    const double second = first + map_.m[3] * static_cast<double>(last_x_);
    const double furthest = rises_ ? std::max(first, second) + 1 : std::min(first, second);
    const int64_t lowest = rises_ ? -1 : 0, highest = source_.shape.height - (rises_ ? 1 : 0);
    // Written so that a NaN fetches little.
    if (!(furthest > static_cast<double>(lowest))) return lowest;
    return furthest < static_cast<double>(highest) ? static_cast<int64_t>(furthest) : highest;
  }

  void FetchRow(int64_t y) const {
    const uint8_t* row = Row(source_, y);
    FetchToSecondCache(row, row + row_bytes_);
  }

  const Matrix3& map_;
  const ConstImage& source_;
  int64_t last_x_;
  int64_t row_bytes_;  // 0 to fetch nothing
  bool rises_;
  int64_t next_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_ROWS_AHEAD_H_
