// The order in which a warp works, for the sake of the caches.
#ifndef IMAGEPIPELINE_RUNTIME_WARP_WALK_H_
#define IMAGEPIPELINE_RUNTIME_WARP_WALK_H_

#include <algorithm>
#include <cstdint>
#include <optional>

#include "core/coords.h"
#include "core/image.h"
#include "program/passes.h"
#include "runtime/block_area.h"
#include "runtime/cache_sizes.h"
#include "runtime/image_view.h"
#include "runtime/rows_ahead.h"

namespace imagepipeline {

// The part of the image that the warp reads.
inline ConstImage SourceOf(const WarpMove& move, const ConstImage& in) {
  return Window(in, move.top, move.left, move.height, move.width);
}

// Rows and columns of the result in the order in which they are sampled.
struct WarpOrder {
  // Rows that are sampled block by block before any of them is finished.
  int64_t band = 1;
  // Rows of a block that are sampled together; what a call of the sampler makes for all of its rows
  // took an eighth of the time of single ones.
  int together = 1;
  // Pixels of a row of a block.
  int64_t block = kCoordBlock;

  // Rows that are begun before the first of them is finished.
  int64_t rows() const { return std::max<int64_t>(band, together); }
};

constexpr int kRowsTogether = 8;

inline bool IsSmall(const ConstImage& source) {
  return source.stride_bytes * source.shape.height <= kSecondCacheBytes;
}

// `kept_bytes` of a row are gone over again when it has been sampled. A turned row of a large
// source crosses more of it than the caches hold; the same columns of the next row read mostly what
// those of this one did, so that a band is read in narrow columns. Otherwise long blocks have fewer
// ends, and whole rows please the hardware prefetcher, which to leave a row before its end would
// defeat (1.5 times as long at 1024 pixels).
inline WarpOrder OrderOf(const WarpMove& move, const ConstImage& source, const Shape& out,
                         size_t kept_bytes) {
  constexpr int64_t kBand = 64;
  constexpr size_t kMostKept = 24 << 10;  // half of the first cache
  if (Turns(move.output_to_window) && !IsSmall(source)) return {kBand, kRowsTogether, kCoordBlock};
  if (!IsAffineRun(move)) return {};
  const bool stays = out.width <= kAffineBlock || IsSmall(source);
  if (stays && kRowsTogether * kept_bytes <= kMostKept) return {1, kRowsTogether, kAffineBlock};
  return {1, 1, kRowsTogether * kAffineBlock};
}

inline Block BlockAt(int64_t x, int64_t y, const WarpOrder& order, const Shape& out) {
  return {x, y, std::min(order.block, out.width - x), std::min(order.rows(), out.height - y)};
}

// The one behind `block`: to its right, or else the first of the rows below.
inline std::optional<Block> BlockBehind(const Block& block, const WarpOrder& order,
                                        const Shape& out) {
  const int64_t right = block.x + block.width, bottom = block.y + block.height;
  if (right < out.width) return BlockAt(right, block.y, order, out);
  if (bottom < out.height) return BlockAt(0, bottom, order, out);
  return {};
}

// Calls enter(block, next) for all blocks of pixels, with the one behind it, sample(x, y, rows,
// count) for the rows of each, and end(y) for each row when all its blocks are done.
template <typename Enter, typename Sample, typename End>
void WalkBlocks(const WarpMove& move, const ConstImage& source, const Shape& out,
                const WarpOrder& order, const Enter& enter, const Sample& sample, const End& end) {
  RowsAhead ahead(move, source, out);
  for (int64_t top = 0; top < out.height; top += order.rows()) {
    const int64_t bottom = std::min(top + order.rows(), out.height);
    ahead.Fetch(bottom - 1);
    for (int64_t x = 0; x < out.width; x += order.block) {
      const Block block = BlockAt(x, top, order, out);
      enter(block, BlockBehind(block, order, out));
      const auto count = static_cast<int>(block.width);
      for (int64_t y = top; y < bottom; y += order.together)
        sample(x, y, static_cast<int>(std::min<int64_t>(order.together, bottom - y)), count);
    }
    for (int64_t y = top; y < bottom; ++y) end(y);
  }
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_WARP_WALK_H_
