// The passes that a plan becomes for one image: at most one resample each, then point ops, then one
// store. Both executors run the same passes; BuildPasses is the one place that decides what is
// fused.
#ifndef IMAGEPIPELINE_PROGRAM_PASSES_H_
#define IMAGEPIPELINE_PROGRAM_PASSES_H_

#include <variant>
#include <vector>

#include "core/image.h"
#include "core/matrix.h"
#include "program/kept_tables.h"
#include "program/plan.h"
#include "program/stage.h"

namespace imagepipeline {

// Pixels moved, not computed: the window of the output's size at (top, left), mirrored or not.
struct ShuffleMove {
  int64_t top = 0;
  int64_t left = 0;
  bool flip_rows = false;
  bool flip_columns = false;
};

// A resample of a window of the input; coordinates and borders are relative to the window.
struct WarpMove {
  int64_t top = 0, left = 0, height = 0, width = 0;
  Matrix3 output_to_window;
  Interpolation interpolation = Interpolation::kBilinear;
  FillMode fill_mode = FillMode::kReflect;
  float fill_value = 0;
  CoordRule rule = CoordRule::kExact;
  SciPyMode scipy_mode = SciPyMode::kNearest;
};

// Whether the coordinates of the warp come as affine runs (core/coords.h).
inline bool IsAffineRun(const WarpMove& move) {
  return move.rule == CoordRule::kExact && move.output_to_window.IsAffine();
}

// A step between the versions of an image: kBegin keeps the image, kNext adds a version to the sum
// and goes back to the kept image, kEnd gives the sum.
struct BranchMove {
  BranchAction::Step step = BranchAction::Step::kBegin;
  bool first_version = false;  // kNext, kEnd: the sum is still empty
  float weight = 0;            // kNext, kEnd: of the version that ends here
  float kept = 0;              // kEnd
};

using Move =
    std::variant<ShuffleMove, WarpMove, ResampleAction, Convolution, Displacement, BranchMove>;

struct Pass {
  Shape in, out;
  DType in_dtype = DType::kFloat32, out_dtype = DType::kFloat32;
  Move move;
  // Taken of the pass's input; the stage's ops then come before `ops`. A pass with statistics moves
  // nothing.
  const Stage* statistics_stage = nullptr;
  StatisticsAction statistics;
  const double* numbers = nullptr;  // of the statistics stage
  std::vector<PointOp> ops;
  KeptTables* kept = nullptr;  // may be null: nothing is kept then
  int stage_count = 0;
};

// At least one pass. The plan must have accepted shape and numbers (Plan::Output).
std::vector<Pass> BuildPasses(const Plan& plan, const Shape& input, DType dtype,
                              const double* numbers);

// One move of pixels that a plan asks for, with the index of the pass that makes it.
struct PlacedMove {
  std::variant<GeometricAction, ResampleAction, Displacement> action;
  Shape in;
  size_t pass = 0;
};

// The moves of BuildPasses() one by one, for what goes with an image: masks, boxes and points.
std::vector<PlacedMove> PlacedMoves(const Plan& plan, const Shape& input, DType dtype,
                                    const double* numbers);

// The image that a mask belongs to.
struct MaskedImage {
  Shape shape;
  DType dtype = DType::kFloat32;
  float fill_value = 0;  // what the mask reads outside, where the image reads a constant
};

// The passes of a mask, which share moves as those of its image do. Only the channels of `mask` may
// differ from the image's.
std::vector<Pass> BuildMaskPasses(const Plan& plan, const MaskedImage& image, const double* numbers,
                                  const Shape& mask, DType mask_dtype);

// All ops of a pass, in order.
std::vector<PointOp> PassOps(const Pass& pass, const ImageStats& stats);

// Whether the bilinear samples of the pass are rounded to uint8 at once, so that they are taken in
// integers (kernels/byte_mix.h). The first of its ops is that rounding.
bool SamplesBytes(const Pass& pass);

// The same of a separable resize or of a blur (kernels/byte_axis.h), as far as the pass tells.
bool ResamplesBytes(const Pass& pass);

// The ops of a pass that ResamplesBytes() behind that rounding.
std::vector<PointOp> OpsOfBytes(const Pass& pass);

// True when the pass only moves pixels as they are: no arithmetic, so int32 stays exact beyond
// 2^24. Nearest displacements and warps that are not affine count for int32 alone: float32 holds
// every value of the other dtypes.
bool IsByteMove(const Pass& pass);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_PASSES_H_
