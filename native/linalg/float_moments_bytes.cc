// A FloatMoments in bytes: nodes by their first block, then rows by position.
#include <algorithm>
#include <cmath>

#include "linalg/float_moments.h"

namespace imagepipeline {
namespace {

constexpr int kMaxLevel = 21;  // 2^31 images
constexpr int64_t kMaxBlock = int64_t{1} << 43;

bool AllFinite(const double* values, size_t count) {
  return std::all_of(values, values + count, [](double value) { return std::isfinite(value); });
}

Status Damaged(const char* what) { return {"E_CONFIG", std::string("the state has ") + what}; }

}  // namespace

Status FloatMoments::Write(ByteWriter* writer) {
  if (!few()) {
    Status status = MultiplyAll();
    if (!status.ok()) return status;
  }
  const size_t features = spec_.Features();
  writer->Reserve(nodes_.size() * (features * (features + 3) / 2 + 2) * sizeof(double) +
                  rows_.size() * (spec_.RowBytes() + sizeof(int64_t)) + 2 * sizeof(int64_t));
  writer->Value<int64_t>(static_cast<int64_t>(nodes_.size()));
  for (const auto& [block, node] : nodes_) {
    writer->Value<int64_t>(block);
    writer->Value<int64_t>(node.level);
    writer->Values(node.mean.data(), features);
    std::as_const(*node.products)
        .ForEachRun([writer](size_t, size_t, size_t count, const double* values) {
          writer->Values(values, count);
        });
  }
  writer->Value<int64_t>(static_cast<int64_t>(rows_.size()));
  for (const auto& [position, row] : rows_) {
    writer->Value<int64_t>(position);
    writer->Bytes(row.get(), spec_.RowBytes());
  }
  return {};
}

Status FloatMoments::Read(ByteReader* reader) {
  Status status = ReadNodes(reader);
  if (status.ok()) status = ReadRows(reader);
  if (!status.ok()) return status;
  if (few() ? !nodes_.empty() : complete_ > 0) return Damaged("a form that no state has");
  return {};
}

Status FloatMoments::ReadNodes(ByteReader* reader) {
  int64_t count = 0;
  const uint64_t features = spec_.Features();
  const uint64_t node_bytes = (features * (features + 3) / 2 + 2) * sizeof(double);
  if (!reader->Value(&count) || count < 0 ||
      !reader->Holds(static_cast<uint64_t>(count), node_bytes)) {
    return Damaged("fewer blocks than it says");
  }
  int64_t free = 0;
  for (int64_t i = 0; i < count; ++i) {
    int64_t block = 0, level = 0;
    bool valid = reader->Value(&block) && reader->Value(&level);
    valid = valid && level >= 0 && level <= kMaxLevel && block >= free && block < kMaxBlock &&
            block % (int64_t{1} << level) == 0;
    if (!valid) return Damaged("a block out of place");
    MomentNode node;
    MomentPlan plan(spec_.dtype, features);
    Status status = plan.Start(&node);
    if (!status.ok()) return status;
    node.level = static_cast<int>(level);
    node.count = static_cast<double>(kBlockRows << level);
    valid = reader->Values(node.mean.data(), features) && AllFinite(node.mean.data(), features);
    node.products->ForEachRun([&](size_t row, size_t column, size_t run, double* values) {
      valid = valid && reader->Values(values, run) && AllFinite(values, run);
      if (row == column) valid = valid && values[0] >= 0;
    });
    if (!valid) return Damaged("a block with values that no images have");
    const auto sibling = nodes_.find(block ^ (int64_t{1} << level));
    if (sibling != nodes_.end() && sibling->second.level == level) {
      return Damaged("two blocks that belong together");
    }
    free = block + (int64_t{1} << level);
    nodes_.emplace(block, std::move(node));
    multiplied_ += kBlockRows << level;
    if (!CheckRoom(multiplied_).ok()) return Damaged("too many images");
  }
  return {};
}

Status FloatMoments::ReadRows(ByteReader* reader) {
  int64_t count = 0;
  if (!reader->Value(&count) || count < 0 ||
      !reader->Holds(static_cast<uint64_t>(count), spec_.RowBytes() + sizeof(int64_t)) ||
      !CheckRoom(multiplied_ + count).ok()) {
    return Damaged("fewer images than it says");
  }
  std::map<int64_t, KeptRow> added;
  for (int64_t i = 0; i < count; ++i) {
    int64_t position = 0;
    if (!reader->Value(&position)) return Damaged("fewer images than it says");
    const uint8_t* row = reader->Take(spec_.RowBytes());
    const bool ascends = added.empty() || added.rbegin()->first < position;
    if (row == nullptr || !ascends || !CheckFree(position).ok() ||
        !CheckFinite(spec_, row, position).ok()) {
      return Damaged("an image that cannot be there");
    }
    added.emplace(position, CopyRow(row, spec_.RowBytes()));
  }
  Insert(&added);
  return {};
}

}  // namespace imagepipeline
