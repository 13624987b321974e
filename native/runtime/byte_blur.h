// The integer weights of a blur of uint8 (kernels/byte_axis.h): a resize to the same size whose
// taps outside the image are left out, as there is 0.
#ifndef IMAGEPIPELINE_RUNTIME_BYTE_BLUR_H_
#define IMAGEPIPELINE_RUNTIME_BYTE_BLUR_H_

#include <optional>

#include "core/image.h"
#include "program/moves.h"
#include "runtime/byte_axis.h"

namespace imagepipeline {

// Null where integers do not serve: where their weights could move a result by more than 0.05, and
// for an image of fewer pixels than taps along one of its axes.
std::optional<ByteTables> MakeByteTables(const Convolution& blur, const Shape& in);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_BYTE_BLUR_H_
