// The order in which a warp works, for the sake of the caches.
#ifndef IMAGEPIPELINE_RUNTIME_WARP_WALK_H_
#define IMAGEPIPELINE_RUNTIME_WARP_WALK_H_

#include <algorithm>
#include <cstdint>

#include "core/coords.h"
#include "core/image.h"
#include "program/passes.h"
#include "runtime/block_area.h"
#include "runtime/image_view.h"
#include "runtime/rows_ahead.h"

namespace imagepipeline {

// The part of the image that the warp reads.
inline ConstImage SourceOf(const WarpMove& move, const ConstImage& in) {
  return Window(in, move.top, move.left, move.height, move.width);
}

// How many rows are sampled block by block before any of them is finished. A turned row of a large
// source crosses more of it than the caches hold; the same columns of the next row read mostly what
// those of this one did.
inline int64_t BandRows(const WarpMove& move, const ConstImage& source) {
  constexpr int64_t kRows = 64;
  return Turns(move.output_to_window) &&
                 source.stride_bytes * source.shape.height > kSecondCacheBytes
             ? kRows
             : 1;
}

// Rows that are sampled together at most: what a call of the sampler makes for all of its rows took
// an eighth of the time of single ones.
constexpr int kRowsTogether = 8;

// The rows of a band, or those of one block that are done when they are sampled. Leaving a row for
// the next one before its end would defeat the hardware prefetcher (1.5 times as long at 1024
// pixels).
inline int RowsTogether(int64_t band, const Shape& out, bool is_direct) {
  return band > 1 || (is_direct && out.width <= kAffineBlock) ? kRowsTogether : 1;
}

// Pixels of a block. Long runs have fewer ends; a band is read in narrow columns.
inline int64_t BlockPixels(const WarpMove& move, int64_t band) {
  return IsAffineRun(move) && band == 1 ? kAffineBlock : kCoordBlock;
}

// Calls enter(block, has_next) for all blocks of pixels, with whether there is another one to its
// right, sample(x, y, rows, count) for each `together` of its rows, and end(y) for each row when
// all its blocks are done, `band` rows at a time.
template <typename Enter, typename Sample, typename End>
void WalkBlocks(const WarpMove& move, const ConstImage& source, const Shape& out, int64_t band,
                int together, const Enter& enter, const Sample& sample, const End& end) {
  const int64_t block = BlockPixels(move, band);
  const int64_t step = std::max<int64_t>(band, together);
  RowsAhead ahead(move, source, out);
  for (int64_t top = 0; top < out.height; top += step) {
    const int64_t bottom = std::min(top + step, out.height);
    ahead.Fetch(bottom - 1);
    for (int64_t x = 0; x < out.width; x += block) {
      const auto count = static_cast<int>(std::min(block, out.width - x));
      enter(Block{x, top, count, bottom - top}, x + block < out.width);
      for (int64_t y = top; y < bottom; y += together)
        sample(x, y, static_cast<int>(std::min<int64_t>(together, bottom - y)), count);
    }
    for (int64_t y = top; y < bottom; ++y) end(y);
  }
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_WARP_WALK_H_
