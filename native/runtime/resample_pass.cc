// Separable resamples: each needed input row is resampled along x once, kept in a ring, and rows of
// the ring are combined into output rows.
#include "runtime/axis_table.h"
#include "runtime/fused_passes.h"
#include "runtime/row_reader.h"
#include "runtime/row_ring.h"
#include "runtime/row_writer.h"

namespace imagepipeline {

Status RunResample(const ResampleAction& move, const ConstImage& in, const MutableImage& out,
                   const RowOps& ops, Scratch* scratch) {
  const ResampleTables tables = MakeResampleTables(move, in.shape);
  const AxisTable &x_table = tables.columns, &y_table = tables.rows;
  const ConstImage source = Window(in, 0, tables.first_column, in.shape.height, x_table.input_size);
  const RowReader reader(source, scratch);
  const RowWriter writer(ops, out, scratch);
  RowRing ring(RowValues(out.shape), y_table.taps, scratch, [&](int64_t y, float* row) {
    Kernels().resample_row(reader.Read(y), in.shape.channels, x_table, move.fill_value, row);
  });
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
