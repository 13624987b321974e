// An image cut into tiles (CLAHE), and the tables of its tiles.
#ifndef IMAGEPIPELINE_PROGRAM_TILES_H_
#define IMAGEPIPELINE_PROGRAM_TILES_H_

#include <cstdint>

#include "core/image.h"
#include "runtime/pool_array.h"

namespace imagepipeline {

// Which values fall into which bins, for TileTables. The image is continued by reflection to whole
// tiles.
struct TileGrid {
  int64_t rows = 1, columns = 1;
  float lo = 0, hi = 255;

  int64_t TileHeight(const Shape& image) const { return (image.height + rows - 1) / rows; }
  int64_t TileWidth(const Shape& image) const { return (image.width + columns - 1) / columns; }
};

// Values in 256 bins, and what each bin becomes in every tile of an image and every channel.
// Between the middles of tiles the four nearest tiles are mixed; beyond the outer ones those count
// alone.
struct TileTables {
  static constexpr int64_t kBins = 256;

  int64_t rows = 1, columns = 1, channels = 1;  // of tiles
  int64_t tile_height = 1, tile_width = 1;      // in pixels
  float lo = 0, hi = 255;                       // of the values that the bins divide
  PoolArray<float> results;                     // rows x columns x channels x kBins

  // A value's bin, from 0 to kBins - 1; kBins for NaN.
  static int64_t BinOf(float value, float lo, float hi) {
    const float scaled = lo == 0 && hi == 255 ? value : (value - lo) / (hi - lo) * 255.0f;
    if (!(scaled >= 0)) return scaled < 0 ? 0 : kBins;
    return scaled >= 255 ? 255 : static_cast<int64_t>(scaled);
  }
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_TILES_H_
