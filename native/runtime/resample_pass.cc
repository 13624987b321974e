// Separable resamples: each needed input row is resampled along x once, kept in a ring, and rows of
// the ring are combined into output rows.
#include <algorithm>
#include <vector>

#include "runtime/axis_table.h"
#include "runtime/fused_passes.h"
#include "runtime/row_reader.h"
#include "runtime/row_writer.h"

namespace imagepipeline {

namespace {

// The rows that combine_rows needs. Output rows ask for ever later input rows, so a ring of `taps`
// is enough.
class RowRing {
 public:
  RowRing(const RowReader& reader, const AxisTable& columns, const Shape& in, float fill, int taps,
          Scratch* scratch)
      : reader_(reader), columns_(columns), channels_(in.channels), fill_(fill) {
    row_values_ = static_cast<size_t>(columns.output_size * in.channels);
    held_.assign(static_cast<size_t>(std::max(taps, 1)), -1);
    rows_.resize(held_.size());
    data_ =
        static_cast<float*>(scratch->Get(kRingSlot, held_.size() * row_values_ * sizeof(float)));
  }

  bool ok() const { return data_ != nullptr; }

  // Pointers to rows first, first + 1, ... of the input, resampled along x.
  const float* const* Rows(int64_t first, int count) {
    for (int t = 0; t < count; ++t) {
      const auto slot = static_cast<size_t>(first + t) % held_.size();
      float* row = data_ + slot * row_values_;
      if (held_[slot] != first + t) {
        Kernels().resample_row(reader_.Read(first + t), channels_, columns_, fill_, row);
        held_[slot] = first + t;
      }
      rows_[static_cast<size_t>(t)] = row;
    }
    return rows_.data();
  }

 private:
  const RowReader& reader_;
  const AxisTable& columns_;
  int64_t channels_;
  float fill_;
  size_t row_values_;
  float* data_;
  std::vector<int64_t> held_;
  std::vector<const float*> rows_;
};

}  // namespace

Status RunResample(const ResampleAction& move, const ConstImage& in, const MutableImage& out,
                   const RowOps& ops, Scratch* scratch) {
  const ResampleTables tables = MakeResampleTables(move, in.shape);
  const AxisTable &x_table = tables.columns, &y_table = tables.rows;
  const ConstImage source = Window(in, 0, tables.first_column, in.shape.height, x_table.input_size);
  const RowReader reader(source, scratch);
  const RowWriter writer(ops, out, scratch);
  RowRing ring(reader, x_table, source.shape, move.fill_value, y_table.taps, scratch);
  if (!reader.ok() || !writer.ok() || !ring.ok()) return OutOfMemory();
  for (int64_t y = 0; y < move.height; ++y) {
    const auto i = static_cast<size_t>(y);
    const float* const* rows = ring.Rows(y_table.first[i], y_table.count[i]);
    Kernels().combine_rows(rows, y_table.weights.data() + i * static_cast<size_t>(y_table.taps),
                           y_table.count[i], y_table.outside[i] * move.fill_value,
                           RowValues(out.shape), writer.Begin(y));
    writer.End(y);
  }
  return {};
}

}  // namespace imagepipeline
