// The order in which a warp works, for the sake of the caches.
#ifndef IMAGEPIPELINE_RUNTIME_WARP_WALK_H_
#define IMAGEPIPELINE_RUNTIME_WARP_WALK_H_

#include <algorithm>
#include <cstdint>

#include "core/coords.h"
#include "core/image.h"
#include "program/passes.h"
#include "runtime/image_view.h"

namespace imagepipeline {

// Reads one byte of every cache line, in order. A rotated read of a cold source defeats the
// hardware prefetcher; this made it 1.6 to 2 times as fast. Sources that do not stay in the
// second-level cache gain nothing.
inline void TouchRows(const ConstImage& source) {
  constexpr int64_t kLineBytes = 64, kMaxBytes = 1 << 20;
  const int64_t row_bytes =
      source.shape.width * static_cast<int64_t>(PixelBytes(source.shape, source.dtype));
  if (row_bytes * source.shape.height > kMaxBytes) return;
  volatile uint8_t sink = 0;
  for (int64_t y = 0; y < source.shape.height; ++y) {
    const uint8_t* row = Row(source, y);
    uint8_t seen = 0;
    for (int64_t i = 0; i < row_bytes; i += kLineBytes) seen = static_cast<uint8_t>(seen ^ row[i]);
    sink = seen;
  }
  static_cast<void>(sink);
}

// Whether a row of the result crosses rows of the source.
inline bool Turns(const Matrix3& map) { return !map.IsAffine() || map.m[3] != 0; }

// The part of the image that the warp reads, brought into the caches where that pays.
inline ConstImage SourceOf(const WarpMove& move, const ConstImage& in) {
  const ConstImage source = Window(in, move.top, move.left, move.height, move.width);
  if (Turns(move.output_to_window)) TouchRows(source);
  return source;
}

// How many rows are sampled block by block before any of them is finished. A turned row of a large
// source crosses more of it than the caches hold; the same columns of the next row read mostly what
// those of this one did.
inline int64_t BandRows(const WarpMove& move, const ConstImage& source) {
  constexpr int64_t kRows = 64, kCachedBytes = 1 << 20;
  return Turns(move.output_to_window) && source.stride_bytes * source.shape.height > kCachedBytes
             ? kRows
             : 1;
}

// Calls sample(x, y, count) for all blocks of pixels, and end(y) for each row when all its blocks
// are done, `band` rows at a time.
template <typename Sample, typename End>
void WalkBlocks(const Shape& out, int64_t band, int64_t block, const Sample& sample,
                const End& end) {
  for (int64_t top = 0; top < out.height; top += band) {
    const int64_t bottom = std::min(top + band, out.height);
    for (int64_t x = 0; x < out.width; x += block) {
      const auto count = static_cast<int>(std::min(block, out.width - x));
      for (int64_t y = top; y < bottom; ++y) sample(x, y, count);
    }
    for (int64_t y = top; y < bottom; ++y) end(y);
  }
}

// Pixels of a block. Long runs have fewer ends; a band is read in narrow columns.
inline int64_t BlockPixels(const WarpMove& move, int64_t band) {
  return IsAffineRun(move) && band == 1 ? kAffineBlock : kCoordBlock;
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_WARP_WALK_H_
