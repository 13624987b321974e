// Where a warp reads while it works on a block of its result.
#ifndef IMAGEPIPELINE_RUNTIME_SOURCE_TILE_H_
#define IMAGEPIPELINE_RUNTIME_SOURCE_TILE_H_

#include <optional>

#include "core/coords.h"
#include "core/image.h"
#include "program/passes.h"
#include "runtime/block_area.h"
#include "runtime/scratch.h"

namespace imagepipeline {

// The reads of a turned warp defeat the hardware prefetcher, so what the next block of the result
// reads is fetched while this one is made (float32 of 1000 x 1000 turned by 45 degrees took 0.43 of
// the time). Where the rows of the source share sets of the first-level cache, what a block reads
// is copied to rows that do not; where that cannot be, the source is read itself.
class SourceTile {
 public:
  // `band` rows of the result make a block; of 1, all blocks read the source.
  SourceTile(const WarpMove& move, const ConstImage& source, int64_t band, Scratch* scratch);

  // Before the rows of a block are sampled, and then those of `next`.
  void Enter(const Block& block, const std::optional<Block>& next);
  // Before so many rows.
  void FetchAhead(int rows);

  const ConstImage& image() const { return image_; }
  // The coordinates of the pixels from (x, y) of the result on in image(), for each of `rows` rows.
  void Start(int64_t x, int64_t y, int rows, BlockStart* starts) const {
    const BlockStarts all(map_, x);
    for (int row = 0; row < rows; ++row) {
      starts[row] = all.At(y + row);
      starts[row].x.at -= left_ * kCoordUnit;
      starts[row].y.at -= top_ * kCoordUnit;
    }
  }

 private:
  bool Fits(const BlockArea& area) const;
  void Copy(const BlockArea& area);

  const Matrix3& map_;
  const ConstImage& source_;
  int64_t pixel_bytes_;
  bool folds_;                 // reads taps outside the image at other places than its edge
  bool is_turned_;             // a large source, where it pays
  uint8_t* buffer_ = nullptr;  // for copies, where rows share sets
  ConstImage image_;
  int64_t left_ = 0, top_ = 0;
  std::optional<BlockArea> next_;
  int64_t next_row_ = 0, rows_at_once_ = 0;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_SOURCE_TILE_H_
