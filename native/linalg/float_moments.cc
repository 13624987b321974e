#include "linalg/float_moments.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace imagepipeline {
namespace {

// Complete blocks that wait before the products are worth a call.
constexpr int64_t kWaitingBlocks = 2;

}  // namespace

Status CheckFinite(const MomentsSpec& spec, const uint8_t* row, int64_t position) {
  if (spec.dtype != DType::kFloat32) return {};
  for (size_t i = 0; i < spec.Features(); ++i) {
    float value = 0;
    std::memcpy(&value, row + i * sizeof value, sizeof value);
    if (std::isfinite(value)) continue;
    return {"E_NONFINITE", "the image at position " + std::to_string(position) +
                               " holds NaN or Infinity (value " + std::to_string(i) + ")"};
  }
  return {};
}

uint64_t FloatMoments::ByteLength() const {
  uint64_t bytes = rows_.size() * spec_.RowBytes();
  for (const auto& [block, node] : nodes_) {
    bytes += node.mean.size() * sizeof(double);
    if (!plan_) bytes += node.products->bytes();
  }
  return bytes + (plan_ ? plan_->ByteLength() : 0);
}

Status FloatMoments::CheckFree(int64_t position) const {
  Status status = CheckPosition(position);
  if (!status.ok()) return status;
  if (rows_.contains(position) || CoversBlock(nodes_, position / kBlockRows))
    return PositionTaken(position);
  return {};
}

Status FloatMoments::Add(const ImageBatch& batch, int64_t* taken) {
  std::map<int64_t, KeptRow> added;
  std::map<int64_t, int64_t> present;
  int64_t complete = complete_;
  for (*taken = 0; *taken < batch.count; ++*taken) {
    const int64_t total = count() + *taken, position = batch.index + *taken;
    if (complete >= kWaitingBlocks && total >= spec_.features) break;
    const uint8_t* row = batch.data + static_cast<size_t>(*taken) * spec_.RowBytes();
    Status status = CheckRoom(total + 1);
    if (status.ok()) status = CheckFree(position);
    if (status.ok()) status = CheckFinite(spec_, row, position);
    if (!status.ok()) return status;
    added.emplace(position, CopyRow(row, spec_.RowBytes()));
    const int64_t block = position / kBlockRows;
    const auto before = present_.find(block);
    const int64_t rows = ++present[block] + (before == present_.end() ? 0 : before->second);
    if (rows == kBlockRows) ++complete;
  }
  Insert(&added);
  return {};
}

void FloatMoments::Insert(std::map<int64_t, KeptRow>* added) {
  // What may throw comes first.
  for (const auto& [position, row] : *added) present_.try_emplace(position / kBlockRows, 0);
  for (const auto& [position, row] : *added) {
    if (++present_[position / kBlockRows] == kBlockRows) ++complete_;
  }
  rows_.merge(*added);
}

std::vector<const uint8_t*> FloatMoments::RowsOfBlock(int64_t block) const {
  std::vector<const uint8_t*> rows;
  auto row = rows_.lower_bound(block * kBlockRows);
  for (int64_t i = 0; i < kBlockRows; ++i, ++row) rows.push_back(row->second.get());
  return rows;
}

Status FloatMoments::PlanWith(const FloatMoments* other) {
  MomentPlan plan(spec_.dtype, spec_.Features());
  plan.nodes = nodes_;
  Status status;
  if (other != nullptr) {
    for (const auto& [block, node] : other->nodes_) {
      status = plan.AddNode(block, node);
      if (!status.ok()) return status;
    }
  }
  for (const auto& [block, rows] : present_) {
    if (rows < kBlockRows || few()) continue;
    status = plan.AddBlock(block, RowsOfBlock(block));
    if (!status.ok()) return status;
  }
  plan_ = std::move(plan);
  return {};
}

void FloatMoments::Settle() {
  nodes_ = std::move(plan_->nodes);
  plan_.reset();
  multiplied_ = 0;
  for (const auto& [block, node] : nodes_) multiplied_ += kBlockRows << node.level;
  std::erase_if(present_, [this](const auto& entry) { return CoversBlock(nodes_, entry.first); });
  std::erase_if(
      rows_, [this](const auto& entry) { return CoversBlock(nodes_, entry.first / kBlockRows); });
  complete_ = std::count_if(present_.begin(), present_.end(),
                            [](const auto& entry) { return entry.second == kBlockRows; });
}

Status FloatMoments::Merge(const MomentsStore& store) {
  const auto& other = static_cast<const FloatMoments&>(store);
  Status status = CheckRoom(count() + other.count());
  if (!status.ok()) return status;
  for (const auto& [position, row] : other.rows_) {
    status = CheckFree(position);
    if (!status.ok()) return status;
  }
  for (const auto& [block, node] : other.nodes_) {
    const int64_t end = block + (int64_t{1} << node.level);
    const auto row = rows_.lower_bound(block * kBlockRows);
    if (row != rows_.end() && row->first < end * kBlockRows) return PositionTaken(row->first);
    const auto own = nodes_.lower_bound(block);
    if (CoversBlock(nodes_, block) || (own != nodes_.end() && own->first < end)) {
      return PositionTaken(std::max(block, own == nodes_.end() ? block : own->first) * kBlockRows);
    }
  }
  std::map<int64_t, KeptRow> added = other.rows_;
  // Nodes first: without them a failure would have to take the rows out again.
  status = PlanWith(&other);
  if (!status.ok()) return status;
  plan_->Run(ShareOfTiles(spec_.Features(), 0, 1));
  Settle();
  Insert(&added);
  // The rows are in; that they cannot be multiplied now is for the next who needs it to say.
  if (!few() && complete_ > 0) static_cast<void>(MultiplyAll());
  return {};
}

std::vector<KeptRow> FloatMoments::SortedRows() const {
  std::vector<KeptRow> rows;
  rows.reserve(rows_.size());
  for (const auto& [position, row] : rows_) rows.push_back(row);
  return rows;
}

}  // namespace imagepipeline
