#include "runtime/resize_tables.h"

#include <utility>

#include "kernels/kernel_table.h"
#include "runtime/byte_strips.h"
#include "runtime/float_picks.h"

namespace imagepipeline {

namespace {

bool AreOf(const Pass& pass, const KernelTable& kernels, const ResizeTables& tables) {
  return tables.move == std::get<ResampleAction>(pass.move) && tables.in == pass.in &&
         tables.asks_bytes == ResamplesBytes(pass) && tables.form == kernels.strip_form &&
         tables.pick_lanes == kernels.pick_lanes;
}

std::shared_ptr<const ResizeTables> MakeTables(const Pass& pass, const KernelTable& kernels) {
  auto tables = std::make_shared<ResizeTables>();
  tables->move = std::get<ResampleAction>(pass.move);
  tables->in = pass.in;
  tables->asks_bytes = ResamplesBytes(pass);
  tables->form = kernels.strip_form;
  tables->pick_lanes = kernels.pick_lanes;
  tables->floats = MakeResampleTables(tables->move, pass.in);
  if (tables->asks_bytes) tables->bytes = MakeByteTables(tables->floats);
  if (!tables->bytes) {
    tables->float_picks =
        MakeFloatPicks(tables->floats.columns, pass.in.channels, kernels.pick_lanes);
    return tables;
  }
  tables->floats = {};
  const ByteAxis& rows = tables->bytes->rows;
  if (rows.taps > kMaxStripTaps) return tables;
  tables->picks = MakeBytePicks(tables->bytes->columns, pass.in.channels, kernels.strip_form);
  tables->mixes = MakeRowMixes(rows);
  return tables;
}

}  // namespace

std::shared_ptr<const ResizeTables> TablesOf(const Pass& pass) {
  const KernelTable& kernels = Kernels();
  std::shared_ptr<const ResizeTables> tables;
  if (pass.kept != nullptr) tables = pass.kept->Get();
  if (tables != nullptr && AreOf(pass, kernels, *tables)) return tables;
  tables = MakeTables(pass, kernels);
  if (pass.kept != nullptr) pass.kept->Set(tables);
  return tables;
}

}  // namespace imagepipeline
