#include "runtime/tile_counts.h"

#include <algorithm>
#include <vector>

#include "core/border.h"

namespace imagepipeline {

namespace {

constexpr int64_t kBins = TileTables::kBins;

// Adds one row of bins to the counts of its row of tiles.
template <typename Bin>
void CountRow(const Bin* bins, const TileGrid& grid, const Shape& shape, uint32_t* counts) {
  const int64_t channels = shape.channels, tile_width = grid.TileWidth(shape);
  const auto add = [&](const Bin* pixel, uint32_t* tile) {
    for (int64_t c = 0; c < channels; ++c) {
      if (sizeof(Bin) == 1 || pixel[c] < kBins) ++tile[c * kBins + pixel[c]];
    }
  };
  for (int64_t column = 0; column < grid.columns; ++column) {
    uint32_t* tile = counts + column * channels * kBins;
    const int64_t begin = column * tile_width, end = begin + tile_width;
    const int64_t inside = std::clamp(shape.width, begin, end);
    for (int64_t x = begin; x < inside; ++x) add(bins + x * channels, tile);
    for (int64_t x = inside; x < end; ++x)
      add(bins + TapIndex(FillMode::kReflect, x, shape.width) * channels, tile);
  }
}

}  // namespace

PoolArray<uint32_t> CountTiles(const ConstImage& image, const RowReader& rows,
                               const TileGrid& grid) {
  const Shape& shape = image.shape;
  const int64_t tile_height = grid.TileHeight(shape);
  const int64_t row_counts = grid.columns * shape.channels * kBins;
  PoolArray<uint32_t> counts(static_cast<size_t>(grid.rows * row_counts));
  std::fill(counts.begin(), counts.end(), 0);
  const bool is_byte = image.dtype == DType::kUint8 && grid.lo == 0 && grid.hi == 255;
  std::vector<uint16_t> bins(is_byte ? 0 : RowValues(shape));
  for (int64_t y = 0; y < grid.rows * tile_height; ++y) {
    const int64_t source = TapIndex(FillMode::kReflect, y, shape.height);
    uint32_t* tiles = counts.data() + y / tile_height * row_counts;
    if (is_byte) {
      CountRow(Row(image, source), grid, shape, tiles);
      continue;
    }
    const float* values = rows.Read(source);
    for (size_t i = 0; i < bins.size(); ++i)
      bins[i] = static_cast<uint16_t>(TileTables::BinOf(values[i], grid.lo, grid.hi));
    CountRow(bins.data(), grid, shape, tiles);
  }
  return counts;
}

}  // namespace imagepipeline
