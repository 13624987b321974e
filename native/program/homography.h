// The projective map through four pairs of points.
#ifndef IMAGEPIPELINE_PROGRAM_HOMOGRAPHY_H_
#define IMAGEPIPELINE_PROGRAM_HOMOGRAPHY_H_

#include <array>
#include <optional>

#include "core/matrix.h"
#include "program/polygon.h"

namespace imagepipeline {

// In Keras' order: top left, top right, bottom left, bottom right.
using Quad = std::array<Point, 4>;

// The map with map(from[i]) == to[i]; none when three corners of either quad lie on a line or the
// numbers overflow. In closed form, from additions, multiplications and divisions alone: the same
// bits on every machine. src/image/homography.ts is its twin, operation by operation.
std::optional<Matrix3> Homography(const Quad& from, const Quad& to);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_HOMOGRAPHY_H_
