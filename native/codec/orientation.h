// Where the pixels of a stored row go in the upright picture (EXIF orientation 1..8).
#ifndef IMAGEPIPELINE_CODEC_ORIENTATION_H_
#define IMAGEPIPELINE_CODEC_ORIENTATION_H_

#include <cstdint>

#include "core/image.h"

namespace imagepipeline {

constexpr bool OrientationSwapsSides(int orientation) { return orientation >= 5; }

// Stored pixel (x, y) is output pixel number origin + x * x_step + y * y_step, counted row by row.
struct Placement {
  int64_t origin;
  int64_t x_step;
  int64_t y_step;
};

Placement PlacementOf(int orientation, int64_t stored_width, int64_t stored_height);

// Writes `row_count` stored rows that lie one after the other at `strip`, the first of them row
// `first_y`, into `out`, which has 1, 3 or 4 channels of uint8.
void PlaceRows(const uint8_t* strip, int64_t stored_width, int64_t first_y, int64_t row_count,
               const Placement& placement, const MutableImage& out);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CODEC_ORIENTATION_H_
