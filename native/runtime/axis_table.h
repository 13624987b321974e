// Tap positions and weights of each resize method along one axis, in float32 as TensorFlow computes
// them.
#ifndef IMAGEPIPELINE_RUNTIME_AXIS_TABLE_H_
#define IMAGEPIPELINE_RUNTIME_AXIS_TABLE_H_

#include <vector>

#include "kernels/kernel_table.h"
#include "program/moves.h"

namespace imagepipeline {

// One axis of a resize: `output_size` samples of the window [start, start + size) of an input of
// input_size. The window may begin before the input and end after it; taps there count as
// `outside`. Taps of weight 0 at either end are left out, so a NaN there does no harm.
struct AxisWindow {
  int64_t input_size = 0;
  int64_t start = 0;
  int64_t size = 0;
};

AxisTable MakeAxisTable(ResizeMethod method, bool antialias, const AxisWindow& window,
                        int64_t output_size);

// Both axes of a resize. The columns' table counts from `first_column`, the first one that the
// window covers.
struct ResampleTables {
  int64_t first_column = 0;
  AxisTable columns, rows;
};

ResampleTables MakeResampleTables(const ResampleAction& move, const Shape& in);

// For the nearest method: the input index that each output reads, or kFillIndex.
std::vector<int64_t> NearestIndices(const AxisWindow& window, int64_t output_size,
                                    NearestPoint point);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_AXIS_TABLE_H_
