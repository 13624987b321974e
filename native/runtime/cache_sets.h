// Which memory gets in its own way in a cache.
#ifndef IMAGEPIPELINE_RUNTIME_CACHE_SETS_H_
#define IMAGEPIPELINE_RUNTIME_CACHE_SETS_H_

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/matrix.h"
#include "runtime/cache_sizes.h"

namespace imagepipeline {

// Whether the rows of a source that one row of an affine warp's result crosses lie in so few sets
// of the first-level cache that they push each other out before the next row reads them again: 1024
// pixels of float32 took 2.2 times as long turned by 90 degrees as 1000 of them.
inline bool RowsShareSets(const Matrix3& map, int64_t stride_bytes, int64_t pixel_bytes) {
  // What x86 and ARM have had for long: 64 sets of at least 8 lines.
  constexpr int kSets = 64, kWays = 8;
  constexpr double kPageBytes = kSets * kLineBytes;
  if (map.m[3] == 0) return false;
  // From one row to the next a row of the result moves sideways too.
  const double sideways = map.m[0] / map.m[3] * static_cast<double>(pixel_bytes);
  const double step = static_cast<double>(stride_bytes) + sideways;
  int rows_in[kSets] = {};
  int most = 0;
  for (int row = 0; row < kSets; ++row) {
    const double at = std::fmod(std::fabs(step) * row, kPageBytes);
    if (!(at >= 0)) return false;
    most = std::max(most, ++rows_in[static_cast<int>(at) / kLineBytes]);
  }
  return most > kWays;
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_CACHE_SETS_H_
