// All that a separable resize, or a blur of bytes, needs to know beside the pixels. It depends on
// sizes and the move alone, so a pass keeps it for the next image of the same size.
#ifndef IMAGEPIPELINE_RUNTIME_SEPARABLE_TABLES_H_
#define IMAGEPIPELINE_RUNTIME_SEPARABLE_TABLES_H_

#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "kernels/byte_axis.h"
#include "kernels/float_picks.h"
#include "program/passes.h"
#include "runtime/axis_table.h"
#include "runtime/byte_axis.h"

namespace imagepipeline {

using SeparableMove = std::variant<ResampleAction, Convolution>;

// Of a pass that has one of them.
SeparableMove SeparableMoveOf(const Pass& pass);
bool HasMove(const Pass& pass, const SeparableMove& move);

// The taps of both axes. `floats` are those of a resize.
struct SeparableAxes {
  ResampleTables floats;
  std::optional<ByteTables> bytes;  // where the pass ResamplesBytes() and integers serve
};

SeparableAxes MakeSeparableAxes(const Pass& pass);

struct SeparableTables {
  // What they are for.
  SeparableMove move;
  Shape in;
  bool asks_bytes = false;
  StripForm form;
  size_t pick_lanes = 0;

  // Of a resize in floats; empty where bytes serve.
  ResampleTables floats;
  FloatPicks float_picks;
  std::optional<ByteTables> bytes;
  // Of `bytes`. Without strips they are resized row by row.
  BytePicks picks;
  std::vector<RowMix> mixes;
};

// Of a pass whose move is a resample by weights, or a blur that ResamplesBytes(): those that it
// kept, or new ones. Those of a blur may have no `bytes`, and then nothing at all.
std::shared_ptr<const SeparableTables> TablesOf(const Pass& pass);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_SEPARABLE_TABLES_H_
