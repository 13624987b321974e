// Coordinates of a warp whose rule is not kExact, for both executors.
#ifndef IMAGEPIPELINE_RUNTIME_RULE_COORDS_H_
#define IMAGEPIPELINE_RUNTIME_RULE_COORDS_H_

#include "core/tf_coords.h"
#include "program/passes.h"

namespace imagepipeline {

inline void RuleCoords(const WarpMove& move, int64_t x, int64_t y, int count, CoordBlock* out) {
  for (int j = 0; j < count; ++j) {
    SetCoord(move.rule == CoordRule::kTfjsRotation
                 ? TfjsRotationCoord(move.output_to_window, x + j, y)
                 : TensorFlowCoord(move.output_to_window, move.interpolation, move.fill_mode,
                                   move.width, move.height, x + j, y),
             j, out);
  }
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_RULE_COORDS_H_
