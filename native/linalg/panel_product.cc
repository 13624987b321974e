#include "linalg/panel_product.h"

#include <algorithm>
#include <cstring>

#include "kernels/kernel_table.h"

namespace imagepipeline {

namespace {

void StoreTile(const float* tile, size_t rows, size_t width, size_t column, bool fresh,
               float* const* out) {
  for (size_t i = 0; i < rows; ++i, tile += kTileFloats) {
    float* row = out[i] + column;
    if (fresh) {
      std::memcpy(row, tile, width * sizeof(float));
    } else if (width == kTileFloats) {
      for (size_t j = 0; j < kTileFloats; ++j) row[j] += tile[j];
    } else {
      for (size_t j = 0; j < width; ++j) row[j] += tile[j];
    }
  }
}

}  // namespace

void AddProduct(const PackedRows& left, const PanelMatrix& right, int64_t first, int64_t depth,
                bool fresh, float* const* out) {
  const KernelTable& kernels = Kernels();
  for (int64_t panel = 0; panel < right.panels(); ++panel) {
    const float* block = right.At(panel, first);
    const auto column = static_cast<size_t>(panel * PanelMatrix::kColumns);
    const auto width = static_cast<size_t>(right.Width(panel));
    for (size_t row = 0; row < left.rows; row += kTileRows) {
      alignas(64) float tile[kTileRows * kTileFloats] = {};
      kernels.multiply_floats(static_cast<size_t>(depth),
                              left.packed + row / kTileRows * left.tile_stride, block, tile);
      StoreTile(tile, std::min(kTileRows, left.rows - row), width, column, fresh, out + row);
    }
  }
}

}  // namespace imagepipeline
