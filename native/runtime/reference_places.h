// Point ops that depend on where a value is, on single values in double, and the counts that some
// of them need.
#ifndef IMAGEPIPELINE_RUNTIME_REFERENCE_PLACES_H_
#define IMAGEPIPELINE_RUNTIME_REFERENCE_PLACES_H_

#include <cstdint>
#include <vector>

#include "program/point_op.h"
#include "program/tiles.h"
#include "runtime/reference_image.h"

namespace imagepipeline {

struct Place {
  int64_t y = 0, x = 0, channel = 0;
  uint64_t in_row = 0;  // which value of its row
};

// Of value `index` of an image.
Place PlaceOf(size_t index, const Shape& shape);

// For kFill, kNoise and kTileTables.
double AppliedAt(const PointOp& op, double value, const Place& place);

PoolArray<uint32_t> ReferenceTileCounts(const DoubleImage& image, const TileGrid& grid);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_REFERENCE_PLACES_H_
