// The upper triangle of a large symmetric matrix, as tiles of 48 x 48 entries that stand column of
// tiles by column of tiles. Tiles on the diagonal are whole; what lies outside the matrix is 0.
#ifndef IMAGEPIPELINE_LINALG_TRIANGLE_TILES_H_
#define IMAGEPIPELINE_LINALG_TRIANGLE_TILES_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "linalg/buffer.h"

namespace imagepipeline {

constexpr size_t kTileSide = 48;
constexpr size_t kTileValues = kTileSide * kTileSide;

constexpr size_t TilesAcross(size_t size) { return (size + kTileSide - 1) / kTileSide; }
constexpr size_t TriangleTileCount(size_t size) {
  return TilesAcross(size) * (TilesAcross(size) + 1) / 2;
}
constexpr size_t TileIndex(size_t row, size_t column) { return column * (column + 1) / 2 + row; }

// A tile by its row and column of tiles, row <= column.
struct TilePlace {
  size_t row;
  size_t column;
};

inline TilePlace PlaceOfTile(size_t index) {
  auto column = static_cast<size_t>((std::sqrt(8.0 * static_cast<double>(index) + 1) - 1) / 2);
  while (TileIndex(0, column) > index) --column;
  while (TileIndex(0, column + 1) <= index) ++column;
  return {index - TileIndex(0, column), column};
}

// Tiles first..end of a triangle: what one thread works on.
struct TileRange {
  size_t first = 0;
  size_t end = 0;
};

inline TileRange ShareOfTiles(size_t size, size_t share, size_t shares) {
  const size_t tiles = TriangleTileCount(size);
  return {tiles * share / shares, tiles * (share + 1) / shares};
}

template <typename T>
class TriangleTiles {
 public:
  // All 0. False when memory is short.
  [[nodiscard]] bool Allocate(size_t size) {
    size_ = size;
    if (!values_.Allocate(TriangleTileCount(size) * kTileValues)) return false;
    std::fill_n(values_.data(), values_.size(), T(0));
    return true;
  }

  bool empty() const { return values_.size() == 0; }
  uint64_t bytes() const { return values_.bytes(); }
  T* tile(size_t index) { return values_.data() + index * kTileValues; }
  const T* tile(size_t index) const { return values_.data() + index * kTileValues; }
  T* values() { return values_.data(); }
  const T* values() const { return values_.data(); }
  size_t value_count() const { return values_.size(); }

  // visit(i, j, count, values): entries (i, j), (i, j + 1) ... of the upper triangle, row by row.
  template <typename Visit>
  void ForEachRun(const Visit& visit) const {
    Walk(*this, visit);
  }
  template <typename Visit>
  void ForEachRun(const Visit& visit) {
    Walk(*this, visit);
  }

 private:
  template <typename Self, typename Visit>
  static void Walk(Self& self, const Visit& visit) {
    for (size_t i = 0; i < self.size_; ++i) {
      const size_t row = i / kTileSide;
      for (size_t column = row; column < TilesAcross(self.size_); ++column) {
        const size_t j = std::max(i, column * kTileSide);
        const size_t end = std::min(self.size_, (column + 1) * kTileSide);
        auto* values = self.tile(TileIndex(row, column)) + (i % kTileSide) * kTileSide;
        visit(i, j, end - j, values + j % kTileSide);
      }
    }
  }

  size_t size_ = 0;
  Buffer<T> values_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_TRIANGLE_TILES_H_
