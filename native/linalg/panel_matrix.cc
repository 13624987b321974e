#include "linalg/panel_matrix.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

namespace imagepipeline {

Status PanelMatrix::Create(int64_t rows, int64_t columns, PanelMatrix* out) {
  out->rows_ = rows;
  out->columns_ = columns;
  int64_t values = 0;
  const bool overflows = columns > std::numeric_limits<int64_t>::max() - kColumns ||
                         __builtin_mul_overflow(out->panels() * kColumns, rows, &values);
  if (overflows || !out->values_.Allocate(static_cast<size_t>(values))) {
    return {"E_ALLOC", "no memory for a matrix of " + std::to_string(rows) + " x " +
                           std::to_string(columns) + " values"};
  }
  std::fill_n(out->data(), values, 0.0f);
  return {};
}

void PanelMatrix::SetRows(int64_t first, int64_t count, const float* values) {
  for (int64_t row = first; row < first + count; ++row, values += columns_) {
    for (int64_t panel = 0; panel < panels(); ++panel) {
      std::memcpy(data() + (panel * rows_ + row) * kColumns, values + panel * kColumns,
                  static_cast<size_t>(Width(panel)) * sizeof(float));
    }
  }
}

void PanelMatrix::GetRows(int64_t first, int64_t count, float* values) const {
  for (int64_t row = first; row < first + count; ++row, values += columns_) {
    for (int64_t panel = 0; panel < panels(); ++panel) {
      std::memcpy(values + panel * kColumns, At(panel, row),
                  static_cast<size_t>(Width(panel)) * sizeof(float));
    }
  }
}

}  // namespace imagepipeline
