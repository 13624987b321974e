// All that a separable resize needs to know beside the pixels. It depends on sizes and the action
// alone, so a pass keeps it for the next image of the same size.
#ifndef IMAGEPIPELINE_RUNTIME_RESIZE_TABLES_H_
#define IMAGEPIPELINE_RUNTIME_RESIZE_TABLES_H_

#include <memory>
#include <optional>
#include <vector>

#include "kernels/byte_axis.h"
#include "kernels/float_picks.h"
#include "program/passes.h"
#include "runtime/axis_table.h"
#include "runtime/byte_axis.h"

namespace imagepipeline {

struct ResizeTables {
  // What they are for.
  ResampleAction move;
  Shape in;
  bool asks_bytes = false;
  StripForm form;
  size_t pick_lanes = 0;

  // In floats; empty where bytes serve.
  ResampleTables floats;
  FloatPicks float_picks;
  std::optional<ByteTables> bytes;
  // Of `bytes`. Without strips they are resized row by row.
  BytePicks picks;
  std::vector<RowMix> mixes;
};

// Of a pass whose move is a resample by weights: those that it kept, or new ones.
std::shared_ptr<const ResizeTables> TablesOf(const Pass& pass);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_RESIZE_TABLES_H_
