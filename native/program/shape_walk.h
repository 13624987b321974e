// Shapes through a plan, with every size checked before anything is allocated.
#ifndef IMAGEPIPELINE_PROGRAM_SHAPE_WALK_H_
#define IMAGEPIPELINE_PROGRAM_SHAPE_WALK_H_

#include "core/image.h"
#include "core/status.h"
#include "program/program.h"
#include "program/stage.h"

namespace imagepipeline {

// Coordinates are int32 with room to spare (core/coords.h), and no image needs more.
constexpr int64_t kMaxSide = int64_t{1} << 30;
constexpr uint64_t kMaxValues = uint64_t{1} << 40;

// Sides and channels at least 1, within the limits above.
Status CheckInputShape(const Shape& shape);

// Turns the shape that enters a stage into the one that leaves it. A stage that does not run is
// checked all the same, so that an error does not depend on the draw. A stage that cannot take the
// channels of a mask does nothing to masks.
Status StepShape(const Stage& stage, Role role, const double* numbers, bool runs, Shape* shape);
// The same of a stage that has been checked and does `action`.
Status StepShape(const Stage& stage, const Action& action, Shape* shape);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_SHAPE_WALK_H_
