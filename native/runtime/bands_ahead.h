// The source rows of a resize in strips, fetched a band ahead.
#ifndef IMAGEPIPELINE_RUNTIME_BANDS_AHEAD_H_
#define IMAGEPIPELINE_RUNTIME_BANDS_AHEAD_H_

#include <algorithm>
#include <cstdint>

#include "core/image.h"
#include "kernels/byte_axis.h"
#include "runtime/cache_sizes.h"
#include "runtime/fetch.h"
#include "runtime/image_view.h"

namespace imagepipeline {

// Strips go down the rows of a band, which defeats the hardware prefetcher: of a source outside the
// caches, resizes took two to four times as long. What the next band reads is fetched in parts
// between the strips of this one; all at once is more than a CPU has under way.
class BandsAhead {
 public:
  BandsAhead(const ConstImage& source, const ByteAxis& rows)
      : source_(source), rows_(rows), row_bytes_(RowBytes(source)) {}

  // Before a band of `parts` strips, behind which come the result rows [begin, end).
  void Start(int64_t begin, int64_t end, int64_t parts) {
    end_ = next_;
    if (begin >= end) return;
    const int64_t first = rows_.first[static_cast<size_t>(begin)];
    const int64_t behind = rows_.first[static_cast<size_t>(end - 1)] + rows_.taps;
    if ((behind - first) * row_bytes_ > kMostBytes) return;
    next_ = std::max(next_, first);
    end_ = std::max(next_, behind);
    rows_at_once_ = (end_ - next_ + parts - 1) / parts;
  }

  // Before each of the strips.
  void Fetch() {
    for (const int64_t end = std::min(next_ + rows_at_once_, end_); next_ < end; ++next_) {
      const uint8_t* row = Row(source_, next_);
      FetchToSecondCache(row, row + row_bytes_);
    }
  }

 private:
  static constexpr int64_t kMostBytes = kSecondCacheBytes / 2;

  const ConstImage& source_;
  const ByteAxis& rows_;
  int64_t row_bytes_;
  int64_t next_ = 0, end_ = 0;  // source rows that are yet to be fetched
  int64_t rows_at_once_ = 0;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_BANDS_AHEAD_H_
