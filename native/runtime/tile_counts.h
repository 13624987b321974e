// How often each bin occurs in each tile of an image and channel.
#ifndef IMAGEPIPELINE_RUNTIME_TILE_COUNTS_H_
#define IMAGEPIPELINE_RUNTIME_TILE_COUNTS_H_

#include <cstdint>

#include "core/image.h"
#include "program/tiles.h"
#include "runtime/pool_array.h"
#include "runtime/row_reader.h"

namespace imagepipeline {

// `rows` reads `image`.
PoolArray<uint32_t> CountTiles(const ConstImage& image, const RowReader& rows,
                               const TileGrid& grid);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_TILE_COUNTS_H_
