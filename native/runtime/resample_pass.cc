// Separable resamples: each needed input row is resampled along x once, kept in a ring, and rows of
// the ring are combined into output rows.
#include <algorithm>

#include "runtime/axis_table.h"
#include "runtime/bands_ahead.h"
#include "runtime/byte_axis.h"
#include "runtime/byte_row_writer.h"
#include "runtime/fused_passes.h"
#include "runtime/row_reader.h"
#include "runtime/row_ring.h"
#include "runtime/row_writer.h"

namespace imagepipeline {

Status RunResample(const SeparableTables& tables, const ConstImage& in, const MutableImage& out,
                   const RowOps& ops, Scratch* scratch) {
  const AxisTable &x_table = tables.floats.columns, &y_table = tables.floats.rows;
  const float fill_value = std::get<ResampleAction>(tables.move).fill_value;
  const ConstImage source =
      Window(in, 0, tables.floats.first_column, in.shape.height, x_table.input_size);
  const RowReader reader(source, scratch);
  const RowWriter writer(ops, out, scratch);
  auto ring =
      MakeRowRing<float>(RowValues(out.shape), y_table.taps, scratch, [&](int64_t y, float* row) {
        Kernels().resample_picked(reader.Read(y), in.shape.channels, x_table, tables.float_picks,
                                  fill_value, row);
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

namespace {

// Rows of results that are made together: few enough for their sources to stay in L1 and L2, and
// enough for what a strip needs to be loaded seldom.
constexpr int64_t kBandRows = 32;

Status RunByteStrips(const SeparableTables& tables, const ConstImage& source,
                     const MutableImage& out, const std::vector<PointOp>& ops, Scratch* scratch) {
  const ByteRowWriter writer(ops, out, scratch, kBandRows);
  if (!writer.ok()) return OutOfMemory();
  const size_t strips = tables.picks.strips;
  BandsAhead ahead(source, tables.bytes->rows);
  for (int64_t y = 0; y < out.shape.height; y += kBandRows) {
    const int64_t end = std::min(y + kBandRows, out.shape.height);
    ahead.Start(end, std::min(end + kBandRows, out.shape.height), static_cast<int64_t>(strips));
    for (size_t strip = 0; strip < strips; ++strip) {
      ahead.Fetch();
      Kernels().resize_bytes({source.data, source.stride_bytes, &tables.picks, &tables.bytes->rows,
                              tables.mixes.data(), y, end, writer.Begin(y), strip});
    }
    for (int64_t done = y; done < end; ++done) writer.End(done);
  }
  return {};
}

}  // namespace

Status RunByteResample(const SeparableTables& tables, const ConstImage& in, const MutableImage& out,
                       const std::vector<PointOp>& ops, Scratch* scratch) {
  const ByteAxis &columns = tables.bytes->columns, &rows = tables.bytes->rows;
  const int64_t channels = in.shape.channels;
  const ConstImage source =
      Window(in, 0, tables.bytes->first_column, in.shape.height, columns.input_size);
  if (tables.picks.strips > 0) return RunByteStrips(tables, source, out, ops, scratch);
  const ByteRowWriter writer(ops, out, scratch);
  const auto taps = static_cast<int>(rows.taps);
  auto ring =
      MakeRowRing<int16_t>(RowValues(out.shape), taps, scratch, [&](int64_t y, int16_t* row) {
        Kernels().resample_bytes(Row(source, y), channels, columns, row);
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
