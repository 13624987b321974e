// Beta-distributed draws from a keyed stream, with the same bits on every machine.
#ifndef IMAGEPIPELINE_STAGES_BETA_H_
#define IMAGEPIPELINE_STAGES_BETA_H_

#include "core/philox.h"

namespace imagepipeline {

// Logarithm of a Gamma(shape, 1) draw. Takes at most 194 numbers of the stream.
double DrawLogGamma(DrawSource& source, double shape);

// Beta(shape, shape) for a shape > 0, within [0, 1]. Takes at most 388 numbers of the stream, and
// how many depends on them: draw everything else first.
double DrawSymmetricBeta(DrawSource& source, double shape);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_STAGES_BETA_H_
