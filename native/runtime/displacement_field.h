// The field of a displacement: one computation for every executor, for masks and for points.
#ifndef IMAGEPIPELINE_RUNTIME_DISPLACEMENT_FIELD_H_
#define IMAGEPIPELINE_RUNTIME_DISPLACEMENT_FIELD_H_

#include <vector>

#include "program/displacement.h"
#include "program/moves.h"
#include "runtime/scratch.h"

namespace imagepipeline {

// For an image of this size. Its values are null when memory is short; else they hold until the
// next call with this scratch.
DisplacementField MakeDisplacementField(const Displacement& displacement, int64_t height,
                                        int64_t width, Scratch* scratch);

// The same values in memory of their own.
std::vector<float> DisplacementValues(const Displacement& displacement, int64_t height,
                                      int64_t width);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_DISPLACEMENT_FIELD_H_
