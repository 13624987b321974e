#include "runtime/separable_tables.h"

#include <utility>

#include "kernels/kernel_table.h"
#include "runtime/byte_blur.h"
#include "runtime/byte_strips.h"
#include "runtime/float_picks.h"

namespace imagepipeline {

namespace {

std::variant<ResampleAction, Convolution> MoveOf(const Pass& pass) {
  if (const auto* blur = std::get_if<Convolution>(&pass.move)) return *blur;
  return std::get<ResampleAction>(pass.move);
}

bool AreOf(const Pass& pass, const KernelTable& kernels, const SeparableTables& tables) {
  return tables.move == MoveOf(pass) && tables.in == pass.in &&
         tables.asks_bytes == ResamplesBytes(pass) && tables.form == kernels.strip_form &&
         tables.pick_lanes == kernels.pick_lanes;
}

std::shared_ptr<const SeparableTables> MakeTables(const Pass& pass, const KernelTable& kernels) {
  auto tables = std::make_shared<SeparableTables>();
  tables->move = MoveOf(pass);
  tables->in = pass.in;
  tables->asks_bytes = ResamplesBytes(pass);
  tables->form = kernels.strip_form;
  tables->pick_lanes = kernels.pick_lanes;
  if (const auto* blur = std::get_if<Convolution>(&tables->move)) {
    tables->bytes = MakeByteTables(*blur, pass.in);
    if (!tables->bytes) return tables;
  } else {
    tables->floats = MakeResampleTables(std::get<ResampleAction>(tables->move), pass.in);
    if (tables->asks_bytes) tables->bytes = MakeByteTables(tables->floats);
    if (!tables->bytes) {
      tables->float_picks =
          MakeFloatPicks(tables->floats.columns, pass.in.channels, kernels.pick_lanes);
      return tables;
    }
    tables->floats = {};
  }
  const ByteAxis& rows = tables->bytes->rows;
  if (rows.taps > kMaxStripTaps) return tables;
  tables->picks = MakeBytePicks(tables->bytes->columns, pass.in.channels, kernels.strip_form);
  tables->mixes = MakeRowMixes(rows);
  return tables;
}

}  // namespace

std::shared_ptr<const SeparableTables> TablesOf(const Pass& pass) {
  const KernelTable& kernels = Kernels();
  std::shared_ptr<const SeparableTables> tables;
  if (pass.kept != nullptr) tables = pass.kept->Get();
  if (tables != nullptr && AreOf(pass, kernels, *tables)) return tables;
  tables = MakeTables(pass, kernels);
  if (pass.kept != nullptr) pass.kept->Set(tables);
  return tables;
}

}  // namespace imagepipeline
