#include "runtime/separable_tables.h"

#include <type_traits>
#include <utility>

#include "kernels/kernel_table.h"
#include "runtime/byte_blur.h"
#include "runtime/byte_strips.h"
#include "runtime/float_picks.h"

namespace imagepipeline {

SeparableMove SeparableMoveOf(const Pass& pass) {
  if (const auto* blur = std::get_if<Convolution>(&pass.move)) return *blur;
  return std::get<ResampleAction>(pass.move);
}

bool HasMove(const Pass& pass, const SeparableMove& move) {
  return std::visit(
      [&](const auto& wanted) {
        const auto* own = std::get_if<std::decay_t<decltype(wanted)>>(&pass.move);
        return own != nullptr && *own == wanted;
      },
      move);
}

SeparableAxes MakeSeparableAxes(const Pass& pass) {
  const bool asks_bytes = ResamplesBytes(pass);
  SeparableAxes axes;
  if (const auto* resample = std::get_if<ResampleAction>(&pass.move)) {
    axes.floats = MakeResampleTables(*resample, pass.in);
    if (asks_bytes) axes.bytes = MakeByteTables(axes.floats);
  } else if (asks_bytes) {
    axes.bytes = MakeByteTables(std::get<Convolution>(pass.move), pass.in);
  }
  return axes;
}

namespace {

bool AreOf(const Pass& pass, const KernelTable& kernels, const SeparableTables& tables) {
  return HasMove(pass, tables.move) && tables.in == pass.in &&
         tables.asks_bytes == ResamplesBytes(pass) && tables.form == kernels.strip_form &&
         tables.pick_lanes == kernels.pick_lanes;
}

std::shared_ptr<const SeparableTables> MakeTables(const Pass& pass, const KernelTable& kernels) {
  auto tables = std::make_shared<SeparableTables>();
  tables->move = SeparableMoveOf(pass);
  tables->in = pass.in;
  tables->asks_bytes = ResamplesBytes(pass);
  tables->form = kernels.strip_form;
  tables->pick_lanes = kernels.pick_lanes;
  SeparableAxes axes = MakeSeparableAxes(pass);
  tables->bytes = std::move(axes.bytes);
  if (!tables->bytes) {
    if (std::holds_alternative<Convolution>(pass.move)) return tables;
    tables->floats = std::move(axes.floats);
    tables->float_picks =
        MakeFloatPicks(tables->floats.columns, pass.in.channels, kernels.pick_lanes);
    return tables;
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
