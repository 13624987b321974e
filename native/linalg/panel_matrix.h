// A float32 matrix in panels of 48 columns, as multiply_floats() reads it: a panel holds its part
// of row 0, then of row 1, ... The columns that the last panel has too many are 0.
#ifndef IMAGEPIPELINE_LINALG_PANEL_MATRIX_H_
#define IMAGEPIPELINE_LINALG_PANEL_MATRIX_H_

#include <cstddef>
#include <cstdint>

#include "core/status.h"
#include "kernels/kernel_table.h"
#include "linalg/buffer.h"

namespace imagepipeline {

class PanelMatrix {
 public:
  static constexpr int64_t kColumns = static_cast<int64_t>(kTileFloats);

  // rows x columns zeros. E_ALLOC when memory is short.
  static Status Create(int64_t rows, int64_t columns, PanelMatrix* out);

  int64_t rows() const { return rows_; }
  int64_t columns() const { return columns_; }
  int64_t panels() const { return (columns_ + kColumns - 1) / kColumns; }
  uint64_t SizeBytes() const { return values_.bytes(); }

  // Rows first.. of the matrix, which follow each other densely in `values`. Different rows may be
  // set by different threads.
  void SetRows(int64_t first, int64_t count, const float* values);
  void GetRows(int64_t first, int64_t count, float* values) const;

  // Row `row` of a panel: 48 values, and the following rows behind them.
  const float* At(int64_t panel, int64_t row) const {
    return data() + (panel * rows_ + row) * kColumns;
  }
  // Columns of a panel that belong to the matrix.
  int64_t Width(int64_t panel) const {
    const int64_t rest = columns_ - panel * kColumns;
    return rest < kColumns ? rest : kColumns;
  }

 private:
  float* data() { return values_.data(); }
  const float* data() const { return values_.data(); }

  int64_t rows_ = 0, columns_ = 0;
  Buffer<float> values_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_PANEL_MATRIX_H_
