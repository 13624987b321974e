// Rows of values through the tables of the tiles around them.
#ifndef IMAGEPIPELINE_RUNTIME_TILE_LOOKUP_H_
#define IMAGEPIPELINE_RUNTIME_TILE_LOOKUP_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "program/tiles.h"

namespace imagepipeline {

// The two tiles that are mixed at position i of an axis, first + weight * (second - first).
struct TilePair {
  int64_t first = 0, second = 0;
  double weight = 0;
};
TilePair TilesAt(int64_t i, int64_t tile_size, int64_t tiles);

class TileLookup {
 public:
  TileLookup(std::shared_ptr<const TileTables> tables, int64_t width);

  // In place on row y of an image of this width.
  void Run(int64_t y, float* row);

 private:
  // Offsets of the tables of a pixel's two tiles in a row of tiles.
  struct Column {
    int32_t first = 0, second = 0;
    float weight = 0;
  };

  const float* TablesOfRow(int64_t y);

  std::shared_ptr<const TileTables> tables_;
  std::vector<Column> columns_;
  std::vector<float> mixed_;  // two rows of tiles
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_TILE_LOOKUP_H_
