#include "program/pass_builder.h"

#include <cstddef>
#include <iterator>
#include <utility>

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

}  // namespace

void PassBuilder::Add(const Stage& stage, Action action, const double* numbers) {
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

void PassBuilder::Skip() {
  came_.push_back(pass_.out_dtype);
  ++pass_.stage_count;
  if (!fuse_) Flush();
}

void PassBuilder::AddMove(const PlacedMove& move, float fill_value) {
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

std::vector<Pass> PassBuilder::Finish() {
  if (passes_.empty() || !IsEmpty()) EndPass();
  return std::move(passes_);
}

std::vector<Pass> PassBuilder::FinishOf(const Plan& plan) {
  std::vector<Pass> passes = Finish();
  for (size_t i = 0; i < passes.size(); ++i) passes[i].kept = plan.kept(i);
  return passes;
}

void PassBuilder::Start(const Shape& input, DType dtype) {
  pass_ = Pass();
  pass_.in = pass_.out = input;
  pass_.in_dtype = pass_.out_dtype = dtype;
  group_.emplace(input);
  moved_ = points_only_ = false;
}

void PassBuilder::Flush() {
  if (!IsEmpty()) EndPass();
}

void PassBuilder::EndPass() {
  EndMoves();
  passes_.push_back(std::move(pass_));
  Start(passes_.back().out, passes_.back().out_dtype);
}

void PassBuilder::EndMoves() {
  if (points_only_) return;
  points_only_ = true;
  pass_.move = group_->Finish();
  if (!std::holds_alternative<ShuffleMove>(pass_.move)) Quantize(pass_.out_dtype);
}

void PassBuilder::Quantize(DType dtype) {
  if (dtype == DType::kFloat32) return;
  PointOp& op = pass_.ops.emplace_back();
  op.kind = PointOp::Kind::kQuantize;
  op.dtype = dtype;
}

void PassBuilder::AddGeometric(const GeometricAction& action, DType dtype) {
  if (!TakesMoves() || !group_->Accepts(action)) Flush();
  moves_.push_back({action, pass_.out, passes_.size()});
  group_->Add(action);
  Moved(action.height, action.width, dtype);
}

void PassBuilder::AddResample(const ResampleAction& action, DType dtype) {
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

void PassBuilder::AddLoneResample(const ResampleAction& action, DType dtype) {
  pass_.move = action;
  pass_.out.height = action.height;
  pass_.out.width = action.width;
  pass_.out_dtype = dtype;
  points_only_ = true;
  Quantize(dtype);
}

void PassBuilder::AddDisplacement(const Displacement& displacement, const std::vector<PointOp>& ops,
                                  DType dtype) {
  Flush();
  moves_.push_back({displacement, pass_.out, passes_.size()});
  AddLoneMove(displacement, ops, dtype);
}

void PassBuilder::AddLoneMove(const Move& move, const std::vector<PointOp>& ops, DType dtype) {
  Flush();
  pass_.move = move;
  points_only_ = true;
  AddPoints(ops, dtype);
}

void PassBuilder::Moved(int64_t height, int64_t width, DType dtype) {
  const bool narrows = dtype != pass_.out_dtype && dtype != DType::kFloat32;
  moved_ = true;
  pass_.out.height = height;
  pass_.out.width = width;
  pass_.out_dtype = dtype;
  if (!narrows) return;
  EndMoves();
  if (std::holds_alternative<ShuffleMove>(pass_.move)) Quantize(dtype);
}

void PassBuilder::AddPoints(std::vector<PointOp> ops, DType dtype) {
  EndMoves();
  if (pass_.ops.empty()) {
    pass_.ops = std::move(ops);
  } else {
    std::move(ops.begin(), ops.end(), std::back_inserter(pass_.ops));
  }
  pass_.out_dtype = dtype;
  Quantize(dtype);
}

void PassBuilder::AddStatistics(const Stage& stage, const StatisticsAction& action,
                                const double* numbers, DType dtype) {
  Flush();
  EndMoves();
  pass_.statistics_stage = &stage;
  pass_.statistics = action;
  pass_.numbers = numbers;
  pass_.out_dtype = dtype;
  Quantize(dtype);
}

void PassBuilder::AddBranch(const BranchAction& action, DType dtype) {
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

}  // namespace imagepipeline
