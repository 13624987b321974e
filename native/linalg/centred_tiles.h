// Tiles of 48 x 48 sums of products of doubles, added one by one in the order of the depth: the
// same bits whoever computes them. The two factors come from packers, so that nothing large is
// copied:
//   left(first, count, line, width, out): out[k * width + w] = factor of line + w at step first + k
// where a line beyond the last gives zeros.
#ifndef IMAGEPIPELINE_LINALG_CENTRED_TILES_H_
#define IMAGEPIPELINE_LINALG_CENTRED_TILES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/kernel_table.h"
#include "linalg/triangle_tiles.h"

namespace imagepipeline {

// tile += sum over the depth of left factor of rows row .. row + 48 times right factor of columns
// column .. column + 48.
template <typename Left, typename Right>
void AddProductTile(size_t depth, const Left& left, size_t row, const Right& right, size_t column,
                    double* tile) {
  // Both factors of one stretch fit the stack and the first caches.
  constexpr size_t kDepth = 128;
  constexpr size_t kSlots = kTileSide / kTileDoubles;
  alignas(64) double a[kTileSide * kDepth];
  alignas(64) double b[kTileSide * kDepth];
  alignas(64) double sums[kTileRows * kTileDoubles];
  for (size_t first = 0; first < depth; first += kDepth) {
    const size_t count = std::min(kDepth, depth - first);
    for (size_t part = 0; part < kTileSide; part += kTileRows)
      left(first, count, row + part, kTileRows, a + part * count);
    for (size_t part = 0; part < kTileSide; part += kTileDoubles)
      right(first, count, column + part, kTileDoubles, b + part * count);
    for (size_t i = 0; i < kTileSide; i += kTileRows) {
      for (size_t slot = 0; slot < kSlots; ++slot) {
        double* out = tile + i * kTileSide + slot * kTileDoubles;
        for (size_t r = 0; r < kTileRows; ++r)
          std::copy_n(out + r * kTileSide, kTileDoubles, sums + r * kTileDoubles);
        Kernels().multiply_doubles(count, a + i * count, b + slot * kTileDoubles * count, sums);
        for (size_t r = 0; r < kTileRows; ++r)
          std::copy_n(sums + r * kTileDoubles, kTileDoubles, out + r * kTileSide);
      }
    }
  }
}

// Rows of images less a mean, as factors whose depth is the rows and whose lines are the features.
template <typename T>
struct CentredFeatures {
  const uint8_t* const* rows;
  const double* mean;
  size_t features;

  void operator()(size_t first, size_t count, size_t line, size_t width, double* out) const {
    const size_t present = line < features ? std::min(width, features - line) : 0;
    for (size_t k = 0; k < count; ++k, out += width) {
      const T* row = reinterpret_cast<const T*>(rows[first + k]) + line;
      if (present == width) {
        for (size_t w = 0; w < width; ++w) out[w] = static_cast<double>(row[w]) - mean[line + w];
        continue;
      }
      for (size_t w = 0; w < width; ++w)
        out[w] = w < present ? static_cast<double>(row[w]) - mean[line + w] : 0;
    }
  }
};

// The same rows with the features as depth and the rows as lines.
template <typename T>
struct CentredImages {
  const uint8_t* const* rows;
  const double* mean;
  size_t count_of_rows;

  void operator()(size_t first, size_t count, size_t line, size_t width, double* out) const {
    for (size_t w = 0; w < width; ++w) {
      const bool present = line + w < count_of_rows;
      const T* row = present ? reinterpret_cast<const T*>(rows[line + w]) + first : nullptr;
      for (size_t k = 0; k < count; ++k) {
        out[k * width + w] = present ? static_cast<double>(row[k]) - mean[first + k] : 0;
      }
    }
  }
};

// A row-major matrix of `lines` columns whose rows are the depth.
struct MatrixColumns {
  const double* matrix;
  size_t lines;

  void operator()(size_t first, size_t count, size_t line, size_t width, double* out) const {
    const size_t present = line < lines ? std::min(width, lines - line) : 0;
    for (size_t k = 0; k < count; ++k, out += width) {
      const double* row = matrix + (first + k) * lines + line;
      if (present == width) {
        std::copy_n(row, width, out);
        continue;
      }
      for (size_t w = 0; w < width; ++w) out[w] = w < present ? row[w] : 0;
    }
  }
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_CENTRED_TILES_H_
