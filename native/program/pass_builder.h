// Makes passes of stages; the one place that decides what is fused.
#ifndef IMAGEPIPELINE_PROGRAM_PASS_BUILDER_H_
#define IMAGEPIPELINE_PROGRAM_PASS_BUILDER_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "program/geometric_group.h"
#include "program/passes.h"

namespace imagepipeline {

// Takes the stages one after the other. A pass under construction is a group of geometric stages or
// one separable resample, convolution or displacement, then ops; what does not fit any more ends it
// and starts the next.
class PassBuilder {
 public:
  PassBuilder(bool fuse, const Shape& input, DType dtype) : fuse_(fuse) { Start(input, dtype); }

  // A stage whose numbers say `action`.
  void Add(const Stage& stage, Action action, const double* numbers);
  // A stage that does nothing, to the dtype neither.
  void Skip();

  // A move of a mask, in the pass of this index or the next one there is.
  void AddMove(const PlacedMove& move, float fill_value);

  const std::vector<PlacedMove>& moves() const { return moves_; }

  // Of the image as the stages so far leave it.
  const Shape& shape() const { return pass_.out; }

  std::vector<Pass> Finish();
  // Finish() for passes that keep tables in their plan.
  std::vector<Pass> FinishOf(const Plan& plan);

 private:
  void Start(const Shape& input, DType dtype);
  bool IsEmpty() const { return !moved_ && !points_only_; }

  // Whether a move may still join this pass.
  bool TakesMoves() const { return !points_only_; }
  void Flush();
  void EndPass();

  // Fixes the move; from here on the pass takes point ops only.
  void EndMoves();
  void Quantize(DType dtype);
  void AddGeometric(const GeometricAction& action, DType dtype);
  void AddResample(const ResampleAction& action, DType dtype);
  void AddLoneResample(const ResampleAction& action, DType dtype);
  void AddDisplacement(const Displacement& displacement, const std::vector<PointOp>& ops,
                       DType dtype);

  // A move that shares its pass with no other one.
  void AddLoneMove(const Move& move, const std::vector<PointOp>& ops, DType dtype);

  // A change to an integer dtype rounds and saturates, so it ends the group.
  void Moved(int64_t height, int64_t width, DType dtype);
  void AddPoints(std::vector<PointOp> ops, DType dtype);
  void AddStatistics(const Stage& stage, const StatisticsAction& action, const double* numbers,
                     DType dtype);
  void AddBranch(const BranchAction& action, DType dtype);

  bool fuse_;
  std::vector<Pass> passes_;
  std::vector<PlacedMove> moves_;
  size_t mask_pass_ = 0;
  Pass pass_;
  std::optional<GeometricGroup> group_;
  bool moved_ = false;
  bool points_only_ = false;
  std::vector<DType> came_;  // to each stage so far
  BranchAction branch_;      // the latest kBegin
  size_t version_ = 0;
  size_t version_start_ = 0;  // of its moves
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_PASS_BUILDER_H_
