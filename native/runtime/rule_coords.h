// Coordinates of a warp whose rule is not kExact, for both executors.
#ifndef IMAGEPIPELINE_RUNTIME_RULE_COORDS_H_
#define IMAGEPIPELINE_RUNTIME_RULE_COORDS_H_

#include "core/tf_coords.h"
#include "program/passes.h"

namespace imagepipeline {

inline void RuleCoords(const WarpMove& move, int64_t x, int64_t y, int count, CoordBlock* out) {
  const Matrix3& map = move.output_to_window;
  if (move.rule == CoordRule::kTfjsRotation) {
    for (int j = 0; j < count; ++j) SetCoord(TfjsRotationCoord(map, x + j, y), j, out);
    return;
  }
  for (int j = 0; j < count; ++j) {
    SetCoord(
        TensorFlowCoord(map, move.interpolation, move.fill_mode, move.width, move.height, x + j, y),
        j, out);
  }
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_RULE_COORDS_H_
