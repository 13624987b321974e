#include "program/passes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include "program/geometric_group.h"

namespace imagepipeline {

namespace {

// Of a kBegin; the number of versions where the image itself has the largest share.
size_t HeaviestVersion(const BranchAction& branch) {
  size_t heaviest = branch.weights.size();
  double share = branch.kept;
  for (size_t i = 0; i < branch.weights.size(); ++i) {
    const double weight = (1 - branch.kept) * branch.weights[i];
    if (weight <= share) continue;
    heaviest = i;
    share = weight;
  }
  return heaviest;
}

// Takes the stages one after the other. A pass under construction is a group of geometric stages or
// one separable resample, convolution or displacement, then ops; what does not fit any more ends it
// and starts the next.
class PassBuilder {
 public:
  PassBuilder(bool fuse, const Shape& input, DType dtype) : fuse_(fuse) { Start(input, dtype); }

  void Add(const Stage& stage, const double* numbers) {
    Action action =
        stage.Check(pass_.out).ok() ? stage.Act(pass_.out, numbers) : Action(NoAction{});
    came_.push_back(pass_.out_dtype);
    const DType dtype = Plan::DTypeBehind(stage, came_);
    if (const auto* geometric = std::get_if<GeometricAction>(&action)) {
      AddGeometric(*geometric, dtype);
    } else if (const auto* resample = std::get_if<ResampleAction>(&action)) {
      AddResample(*resample, dtype);
    } else if (const auto* convolve = std::get_if<ConvolveAction>(&action)) {
      AddLoneMove(convolve->convolution, convolve->ops, dtype);
    } else if (const auto* displace = std::get_if<DisplaceAction>(&action)) {
      AddDisplacement(displace->displacement, displace->ops, dtype);
    } else if (auto* points = std::get_if<PointAction>(&action)) {
      AddPoints(std::move(points->ops), dtype);
    } else if (const auto* statistics = std::get_if<StatisticsAction>(&action)) {
      AddStatistics(stage, *statistics, numbers, dtype);
    } else if (const auto* branch = std::get_if<BranchAction>(&action)) {
      AddBranch(*branch, dtype);
    } else if (dtype != pass_.out_dtype) {
      AddPoints({}, dtype);
    }
    ++pass_.stage_count;
    if (!fuse_) Flush();
  }

  void Skip() {
    came_.push_back(pass_.out_dtype);
    ++pass_.stage_count;
    if (!fuse_) Flush();
  }

  // A move of a mask, in the pass of this index or the next one there is.
  void AddMove(const PlacedMove& move, float fill_value) {
    if (move.pass != mask_pass_) Flush();
    mask_pass_ = move.pass;
    if (const auto* geometric = std::get_if<GeometricAction>(&move.action)) {
      GeometricAction action = *geometric;
      action.interpolation = Interpolation::kNearest;
      action.fill_value = fill_value;
      AddGeometric(action, pass_.out_dtype);
    } else if (const auto* displacement = std::get_if<Displacement>(&move.action)) {
      Displacement action = *displacement;
      action.interpolation = Interpolation::kNearest;
      action.fill_value = fill_value;
      AddDisplacement(action, {}, pass_.out_dtype);
    } else {
      ResampleAction action = std::get<ResampleAction>(move.action);
      action.method = ResizeMethod::kNearest;
      action.antialias = false;
      action.fill_value = fill_value;
      AddResample(action, pass_.out_dtype);
    }
    ++pass_.stage_count;
  }

  const std::vector<PlacedMove>& moves() const { return moves_; }

  std::vector<Pass> Finish() {
    if (passes_.empty() || !IsEmpty()) EndPass();
    return std::move(passes_);
  }

 private:
  void Start(const Shape& input, DType dtype) {
    pass_ = Pass();
    pass_.in = pass_.out = input;
    pass_.in_dtype = pass_.out_dtype = dtype;
    group_.emplace(input);
    moved_ = points_only_ = false;
  }

  bool IsEmpty() const { return !moved_ && !points_only_; }

  // Whether a move may still join this pass.
  bool TakesMoves() const { return !points_only_; }

  void Flush() {
    if (!IsEmpty()) EndPass();
  }

  void EndPass() {
    EndMoves();
    passes_.push_back(std::move(pass_));
    Start(passes_.back().out, passes_.back().out_dtype);
  }

  // Fixes the move; from here on the pass takes point ops only.
  void EndMoves() {
    if (points_only_) return;
    points_only_ = true;
    pass_.move = group_->Finish();
    if (!std::holds_alternative<ShuffleMove>(pass_.move)) Quantize(pass_.out_dtype);
  }

  void Quantize(DType dtype) {
    if (dtype == DType::kFloat32) return;
    PointOp op;
    op.kind = PointOp::Kind::kQuantize;
    op.dtype = dtype;
    pass_.ops.push_back(op);
  }

  void AddGeometric(const GeometricAction& action, DType dtype) {
    if (!TakesMoves() || !group_->Accepts(action)) Flush();
    moves_.push_back({action, pass_.out, passes_.size()});
    group_->Add(action);
    Moved(action.height, action.width, dtype);
  }

  void AddResample(const ResampleAction& action, DType dtype) {
    const std::optional<ResampleAction> of_crop = group_->ResampleOfCrop(action);
    if (TakesMoves() && !group_->Accepts(action) && of_crop) {
      moves_.push_back({action, pass_.out, passes_.size()});
      return AddLoneResample(*of_crop, dtype);
    }
    if (!TakesMoves() || !group_->Accepts(action)) Flush();
    moves_.push_back({action, pass_.out, passes_.size()});
    if (!group_->Accepts(action)) return AddLoneResample(action, dtype);
    group_->Add(action);
    Moved(action.height, action.width, dtype);
  }

  void AddLoneResample(const ResampleAction& action, DType dtype) {
    pass_.move = action;
    pass_.out.height = action.height;
    pass_.out.width = action.width;
    pass_.out_dtype = dtype;
    points_only_ = true;
    Quantize(dtype);
  }

  void AddDisplacement(const Displacement& displacement, const std::vector<PointOp>& ops,
                       DType dtype) {
    Flush();
    moves_.push_back({displacement, pass_.out, passes_.size()});
    AddLoneMove(displacement, ops, dtype);
  }

  // A move that shares its pass with no other one.
  void AddLoneMove(const Move& move, const std::vector<PointOp>& ops, DType dtype) {
    Flush();
    pass_.move = move;
    points_only_ = true;
    AddPoints(ops, dtype);
  }

  // A change to an integer dtype rounds and saturates, so it ends the group.
  void Moved(int64_t height, int64_t width, DType dtype) {
    const bool narrows = dtype != pass_.out_dtype && dtype != DType::kFloat32;
    moved_ = true;
    pass_.out.height = height;
    pass_.out.width = width;
    pass_.out_dtype = dtype;
    if (!narrows) return;
    EndMoves();
    if (std::holds_alternative<ShuffleMove>(pass_.move)) Quantize(dtype);
  }

  void AddPoints(std::vector<PointOp> ops, DType dtype) {
    EndMoves();
    std::move(ops.begin(), ops.end(), std::back_inserter(pass_.ops));
    pass_.out_dtype = dtype;
    Quantize(dtype);
  }

  void AddStatistics(const Stage& stage, const StatisticsAction& action, const double* numbers,
                     DType dtype) {
    Flush();
    EndMoves();
    pass_.statistics_stage = &stage;
    pass_.statistics = action;
    pass_.numbers = numbers;
    pass_.out_dtype = dtype;
    Quantize(dtype);
  }

  void AddBranch(const BranchAction& action, DType dtype) {
    Flush();
    BranchMove move;
    move.step = action.step;
    if (action.step == BranchAction::Step::kBegin) {
      branch_ = action;
      version_ = 0;
    } else {
      // A mask and points cannot be mixed: they go with the image or version of the largest share.
      if (version_ != HeaviestVersion(branch_))
        moves_.erase(moves_.begin() + static_cast<std::ptrdiff_t>(version_start_), moves_.end());
      move.first_version = version_ == 0;
      move.weight = static_cast<float>(branch_.weights[version_++]);
      move.kept = static_cast<float>(branch_.kept);
    }
    version_start_ = moves_.size();
    pass_.move = move;
    pass_.ops = action.ops;
    pass_.out_dtype = dtype;
    points_only_ = true;
    if (action.step != BranchAction::Step::kEnd) Flush();
  }

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

// Whether what the pass makes of bytes is rounded to bytes before anything else.
bool RoundsToBytes(const Pass& pass) {
  return pass.in_dtype == DType::kUint8 && !pass.ops.empty() &&
         pass.ops.front().kind == PointOp::Kind::kQuantize &&
         pass.ops.front().dtype == DType::kUint8;
}

PassBuilder Built(const Plan& plan, const Shape& input, DType dtype, const double* numbers) {
  PassBuilder builder(plan.fuse(), input, dtype);
  const double* const all = numbers;
  for (const std::unique_ptr<Stage>& stage : plan.stages()) {
    if (Plan::Runs(*stage, all)) {
      builder.Add(*stage, numbers);
    } else {
      builder.Skip();
    }
    numbers += stage->number_count;
  }
  return builder;
}

}  // namespace

std::vector<Pass> BuildPasses(const Plan& plan, const Shape& input, DType dtype,
                              const double* numbers) {
  if (plan.role() == Role::kMask) {
    return BuildMaskPasses(plan, {input, dtype, plan.mask_fill_value()}, numbers, input, dtype);
  }
  std::vector<Pass> passes = Built(plan, input, dtype, numbers).Finish();
  for (size_t i = 0; i < passes.size(); ++i) passes[i].kept = plan.kept(i);
  return passes;
}

std::vector<PlacedMove> PlacedMoves(const Plan& plan, const Shape& input, DType dtype,
                                    const double* numbers) {
  return Built(plan, input, dtype, numbers).moves();
}

std::vector<Pass> BuildMaskPasses(const Plan& plan, const MaskedImage& image, const double* numbers,
                                  const Shape& mask, DType mask_dtype) {
  PassBuilder builder(plan.fuse(), mask, mask_dtype);
  for (const PlacedMove& move : PlacedMoves(plan, image.shape, image.dtype, numbers)) {
    builder.AddMove(move, image.fill_value);
  }
  return builder.Finish();
}

std::vector<PointOp> PassOps(const Pass& pass, const ImageStats& stats) {
  if (pass.statistics_stage == nullptr) return pass.ops;
  std::vector<PointOp> ops = pass.statistics_stage->FromStatistics(stats, pass.in, pass.numbers);
  ops.insert(ops.end(), pass.ops.begin(), pass.ops.end());
  return ops;
}

bool SamplesBytes(const Pass& pass) {
  const auto* warp = std::get_if<WarpMove>(&pass.move);
  if (warp == nullptr || warp->rule != CoordRule::kExact) return false;
  const float fill = warp->fill_value;
  const bool fills_bytes = fill >= 0 && fill <= 255 && fill == std::floor(fill);
  return warp->interpolation == Interpolation::kBilinear && fills_bytes && RoundsToBytes(pass);
}

bool ResamplesBytes(const Pass& pass) {
  const auto* resample = std::get_if<ResampleAction>(&pass.move);
  if (resample == nullptr || !RoundsToBytes(pass)) return false;
  return resample->method == ResizeMethod::kBilinear || resample->method == ResizeMethod::kArea;
}

bool IsByteMove(const Pass& pass) {
  if (pass.in_dtype != pass.out_dtype || pass.statistics_stage != nullptr) return false;
  const bool computes = std::holds_alternative<BranchMove>(pass.move) ||
                        std::holds_alternative<Convolution>(pass.move);
  if (computes) return false;
  const bool is_int32 = pass.in_dtype == DType::kInt32;
  if (const auto* warp = std::get_if<WarpMove>(&pass.move)) {
    const bool is_run = warp->rule == CoordRule::kExact && warp->output_to_window.IsAffine();
    const bool exact = is_run || (is_int32 && warp->rule != CoordRule::kSciPy);
    if (warp->interpolation != Interpolation::kNearest || !exact) return false;
  }
  const auto* displacement = std::get_if<Displacement>(&pass.move);
  if (displacement != nullptr &&
      (displacement->interpolation != Interpolation::kNearest || !is_int32))
    return false;
  const auto* resample = std::get_if<ResampleAction>(&pass.move);
  if (resample != nullptr && resample->method != ResizeMethod::kNearest) return false;
  return std::all_of(pass.ops.begin(), pass.ops.end(), [&](const PointOp& op) {
    return op.kind == PointOp::Kind::kQuantize && op.dtype == pass.in_dtype;
  });
}

}  // namespace imagepipeline
