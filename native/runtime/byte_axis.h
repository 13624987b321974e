// The integer weights of a resize of uint8 (kernels/byte_axis.h), made of those in float32.
#ifndef IMAGEPIPELINE_RUNTIME_BYTE_AXIS_H_
#define IMAGEPIPELINE_RUNTIME_BYTE_AXIS_H_

#include <optional>

#include "kernels/byte_axis.h"
#include "kernels/kernel_table.h"
#include "runtime/axis_table.h"

namespace imagepipeline {

// Rounds `count` weights to units; what is then missing in a whole goes to the largest.
void RoundWeights(const float* weights, int32_t count, int16_t* rounded);

// Null where integers do not serve: weights below 0 or outside the input, or an input of fewer
// pixels than taps.
std::optional<ByteAxis> MakeByteAxis(const AxisTable& axis);

// Both axes of a resize of uint8. The columns count from `first_column`, as in ResampleTables.
struct ByteTables {
  int64_t first_column = 0;
  ByteAxis columns, rows;
};

std::optional<ByteTables> MakeByteTables(const ResampleTables& tables);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_BYTE_AXIS_H_
