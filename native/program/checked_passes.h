// The passes of a plan in one walk over its stages, where Plan::Draw(), Plan::Output() and
// BuildPasses() each take one: what a small image needs takes longer than its pixels.
#ifndef IMAGEPIPELINE_PROGRAM_CHECKED_PASSES_H_
#define IMAGEPIPELINE_PROGRAM_CHECKED_PASSES_H_

#include <vector>

#include "core/image.h"
#include "core/status.h"
#include "program/passes.h"
#include "program/plan.h"

namespace imagepipeline {

// Output() and BuildPasses().
Status CheckedPasses(const Plan& plan, const Shape& input, DType dtype, const double* numbers,
                     std::vector<Pass>* passes);

// Draw(), Output() and BuildPasses(). `entering` becomes the shapes that come to the stages; empty
// for a plan of masks.
Status DrawPasses(const Plan& plan, const Shape& input, DType dtype, const CallKey& call,
                  double* numbers, std::vector<Pass>* passes, std::vector<Shape>* entering);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_CHECKED_PASSES_H_
