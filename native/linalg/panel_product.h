// Products of packed rows and a PanelMatrix, a block of its rows at a time.
#ifndef IMAGEPIPELINE_LINALG_PANEL_PRODUCT_H_
#define IMAGEPIPELINE_LINALG_PANEL_PRODUCT_H_

#include <cstddef>
#include <cstdint>

#include "linalg/panel_matrix.h"

namespace imagepipeline {

// Products that are summed up before they are added to what earlier blocks gave; every result is
// made of the same blocks, wherever its row and column stand. So many rows of a panel and of eight
// packed rows stay in the second cache while all tiles beside them are made.
constexpr int64_t kBlockDepth = 384;

// `rows` rows, eight to a tile: row i of a tile has its values at packed[k * 8 + i], and the next
// tile is `tile_stride` values further. Those of missing rows are 0.
struct PackedRows {
  const float* packed = nullptr;
  size_t tile_stride = 0;
  size_t rows = 0;
};

// out[i][j] += sum over k < depth of left[i][k] * right[first + k][j]; out[i] is a row of
// right.columns() values. `fresh`: = instead of +=. At most kBlockDepth deep.
void AddProduct(const PackedRows& left, const PanelMatrix& right, int64_t first, int64_t depth,
                bool fresh, float* const* out);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_PANEL_PRODUCT_H_
