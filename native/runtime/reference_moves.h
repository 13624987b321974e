// The moves of a pass on images of doubles, pixel by pixel.
#ifndef IMAGEPIPELINE_RUNTIME_REFERENCE_MOVES_H_
#define IMAGEPIPELINE_RUNTIME_REFERENCE_MOVES_H_

#include "program/passes.h"
#include "runtime/reference_image.h"

namespace imagepipeline {

DoubleImage ReferenceMove(const ShuffleMove& move, const DoubleImage& in, const Shape& out_shape);
DoubleImage ReferenceMove(const WarpMove& move, const DoubleImage& in, const Shape& out_shape);
DoubleImage ReferenceMove(const ResampleAction& move, const DoubleImage& in,
                          const Shape& out_shape);
DoubleImage ReferenceMove(const Convolution& move, const DoubleImage& in, const Shape& out_shape);
DoubleImage ReferenceMove(const Displacement& move, const DoubleImage& in, const Shape& out_shape);
// Versions and their sum are kept outside of passes: runtime/branch_pass.h.
inline DoubleImage ReferenceMove(const BranchMove& /*move*/, const DoubleImage& in,
                                 const Shape& /*out_shape*/) {
  return in;
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_REFERENCE_MOVES_H_
