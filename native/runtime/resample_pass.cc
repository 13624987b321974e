// Separable resamples: each needed input row is resampled along x once, kept in a ring, and rows of
// the ring are combined into output rows.
#include "runtime/axis_table.h"
#include "runtime/byte_axis.h"
#include "runtime/byte_row_writer.h"
#include "runtime/fused_passes.h"
#include "runtime/row_reader.h"
#include "runtime/row_ring.h"
#include "runtime/row_writer.h"

namespace imagepipeline {

Status RunResample(const ResampleTables& tables, float fill_value, const ConstImage& in,
                   const MutableImage& out, const RowOps& ops, Scratch* scratch) {
  const AxisTable &x_table = tables.columns, &y_table = tables.rows;
  const ConstImage source = Window(in, 0, tables.first_column, in.shape.height, x_table.input_size);
  const RowReader reader(source, scratch);
  const RowWriter writer(ops, out, scratch);
  auto ring =
      MakeRowRing<float>(RowValues(out.shape), y_table.taps, scratch, [&](int64_t y, float* row) {
        Kernels().resample_row(reader.Read(y), in.shape.channels, x_table, fill_value, row);
      });
  if (!reader.ok() || !writer.ok() || !ring.ok()) return OutOfMemory();
  for (int64_t y = 0; y < y_table.output_size; ++y) {
    const auto i = static_cast<size_t>(y);
    const float* const* rows = ring.Rows(y_table.first[i], y_table.count[i]);
    Kernels().combine_rows(rows, y_table.weights.data() + i * static_cast<size_t>(y_table.taps),
                           y_table.count[i], y_table.outside[i] * fill_value, RowValues(out.shape),
                           writer.Begin(y));
    writer.End(y);
  }
  return {};
}

Status RunByteResample(const ByteTables& tables, const ConstImage& in, const MutableImage& out,
                       const std::vector<PointOp>& ops, Scratch* scratch) {
  const ByteAxis &columns = tables.columns, &rows = tables.rows;
  const int64_t channels = in.shape.channels;
  const ConstImage source = Window(in, 0, tables.first_column, in.shape.height, columns.input_size);
  const BytePicks picks = MakeBytePicks(columns, channels);
  const ByteRowWriter writer(ops, out, scratch);
  const auto taps = static_cast<int>(rows.taps);
  auto ring =
      MakeRowRing<int16_t>(RowValues(out.shape), taps, scratch, [&](int64_t y, int16_t* row) {
        Kernels().resample_bytes(Row(source, y), channels, columns, picks, row);
      });
  if (!writer.ok() || !ring.ok()) return OutOfMemory();
  for (int64_t y = 0; y < out.shape.height; ++y) {
    const auto i = static_cast<size_t>(y);
    Kernels().combine_bytes(ring.Rows(rows.first[i], taps), rows.weights.data() + y * rows.taps,
                            rows.taps, RowValues(out.shape), writer.Begin(y));
    writer.End(y);
  }
  return {};
}

}  // namespace imagepipeline
