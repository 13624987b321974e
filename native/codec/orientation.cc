#include "codec/orientation.h"

#include <cstring>

namespace imagepipeline {
namespace {

// Columns outside, rows inside: with sides swapped the rows of a strip are neighbours in the
// output, so each cache line of the output is written once.
template <int kChannels>
void PlaceRowsOf(const uint8_t* strip, int64_t stored_width, int64_t first_y, int64_t row_count,
                 const Placement& placement, uint8_t* out) {
  const int64_t first = placement.origin + first_y * placement.y_step;
  for (int64_t x = 0; x < stored_width; ++x) {
    for (int64_t row = 0; row < row_count; ++row) {
      const int64_t to = first + x * placement.x_step + row * placement.y_step;
      std::memcpy(out + to * kChannels, strip + (row * stored_width + x) * kChannels, kChannels);
    }
  }
}

}  // namespace

Placement PlacementOf(int orientation, int64_t stored_width, int64_t stored_height) {
  const int64_t last_x = stored_width - 1;
  const int64_t last_y = stored_height - 1;
  const int64_t width = OrientationSwapsSides(orientation) ? stored_height : stored_width;
  switch (orientation) {
    case 2:  // mirrored left to right
      return {last_x, -1, width};
    case 3:  // turned by 180 degrees
      return {last_y * width + last_x, -1, -width};
    case 4:  // mirrored top to bottom
      return {last_y * width, 1, -width};
    case 5:  // transposed
      return {0, width, 1};
    case 6:  // to be turned by 90 degrees clockwise
      return {last_y, width, -1};
    case 7:  // transposed about the other diagonal
      return {last_x * width + last_y, -width, -1};
    case 8:  // to be turned by 90 degrees counter-clockwise
      return {last_x * width, -width, 1};
    default:
      return {0, 1, width};
  }
}

void PlaceRows(const uint8_t* strip, int64_t stored_width, int64_t first_y, int64_t row_count,
               const Placement& placement, const MutableImage& out) {
  switch (out.shape.channels) {
    case 1:
      return PlaceRowsOf<1>(strip, stored_width, first_y, row_count, placement, out.data);
    case 3:
      return PlaceRowsOf<3>(strip, stored_width, first_y, row_count, placement, out.data);
    default:
      return PlaceRowsOf<4>(strip, stored_width, first_y, row_count, placement, out.data);
  }
}

}  // namespace imagepipeline
