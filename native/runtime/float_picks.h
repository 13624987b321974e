// The columns of a resize in float32 as vectors of values (kernels/float_picks.h).
#ifndef IMAGEPIPELINE_RUNTIME_FLOAT_PICKS_H_
#define IMAGEPIPELINE_RUNTIME_FLOAT_PICKS_H_

#include "kernels/float_picks.h"
#include "kernels/kernel_table.h"

namespace imagepipeline {

// Without vectors where `lanes` is 0 or the row has fewer values.
FloatPicks MakeFloatPicks(const AxisTable& columns, int64_t channels, size_t lanes);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_FLOAT_PICKS_H_
