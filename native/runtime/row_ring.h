// The last few rows of an image in some other form, for kernels that combine neighbouring rows.
#ifndef IMAGEPIPELINE_RUNTIME_ROW_RING_H_
#define IMAGEPIPELINE_RUNTIME_ROW_RING_H_

#include <algorithm>
#include <utility>
#include <vector>

#include "runtime/scratch.h"
#include "runtime/scratch_slots.h"

namespace imagepipeline {

// Each row is made once by make(row, values) and kept until `rows` later ones have been made.
// Callers ask for ever later rows, so a ring of as many as are combined is enough.
template <typename T, typename Make>
class RowRing {
 public:
  RowRing(size_t row_values, int rows, Scratch* scratch, Make make)
      : row_values_(row_values), make_(std::move(make)) {
    held_.assign(static_cast<size_t>(std::max(rows, 1)), -1);
    rows_.resize(held_.size());
    data_ = static_cast<T*>(scratch->Get(kRingSlot, held_.size() * row_values_ * sizeof(T)));
  }

  bool ok() const { return data_ != nullptr; }

  // Pointers to rows first, first + 1, ...; valid until the next call.
  const T* const* Rows(int64_t first, int count) {
    for (int t = 0; t < count; ++t) {
      const auto slot = static_cast<size_t>(first + t) % held_.size();
      T* row = data_ + slot * row_values_;
      if (held_[slot] != first + t) {
        make_(first + t, row);
        held_[slot] = first + t;
      }
      rows_[static_cast<size_t>(t)] = row;
    }
    return rows_.data();
  }

 private:
  size_t row_values_;
  Make make_;
  T* data_;
  std::vector<int64_t> held_;
  std::vector<const T*> rows_;
};

template <typename T, typename Make>
RowRing<T, Make> MakeRowRing(size_t row_values, int rows, Scratch* scratch, Make make) {
  return RowRing<T, Make>(row_values, rows, scratch, std::move(make));
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_ROW_RING_H_
