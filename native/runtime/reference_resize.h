// Resizes straight from their formulas, in double, one output value at a time. Shares nothing with
// AxisTable, which it is there to check, but the float32 positions: they are part of the formulas.
#ifndef IMAGEPIPELINE_RUNTIME_REFERENCE_RESIZE_H_
#define IMAGEPIPELINE_RUNTIME_REFERENCE_RESIZE_H_

#include <cstdint>
#include <vector>

#include "program/moves.h"

namespace imagepipeline {

struct ReferenceTap {
  int64_t index = 0;  // in the window
  double weight = 0;
};

// What output i of `output_size` reads of a window of `size`.
std::vector<ReferenceTap> ReferenceTaps(const ResampleAction& move, int64_t size,
                                        int64_t output_size, int64_t i);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_REFERENCE_RESIZE_H_
