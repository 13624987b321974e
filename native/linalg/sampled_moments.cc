#include "linalg/sampled_moments.h"

#include <string>

#include "core/philox.h"
#include "linalg/float_moments.h"

namespace imagepipeline {
namespace {

// Keeps these numbers apart from those of layers.
constexpr uint32_t kSampling = 0x5A434131;

}  // namespace

SampledMoments::Key SampledMoments::KeyOf(int64_t position) const {
  const auto place = static_cast<uint64_t>(position);
  const PhiloxCounter words =
      Philox4x32({static_cast<uint32_t>(place), static_cast<uint32_t>(place >> 32), kSampling, 0},
                 {static_cast<uint32_t>(spec_.seed), static_cast<uint32_t>(spec_.seed >> 32)});
  return {uint64_t{words[0]} << 32 | words[1], position};
}

bool SampledMoments::Wants(const Key& key) const {
  return count() < spec_.max_samples || key < rows_.rbegin()->first;
}

void SampledMoments::Trim() {
  while (count() > spec_.max_samples) rows_.erase(std::prev(rows_.end()));
}

Status SampledMoments::Add(const ImageBatch& batch, int64_t* taken) {
  std::map<Key, KeptRow> added;
  for (int64_t i = 0; i < batch.count; ++i) {
    const int64_t position = batch.index + i;
    const uint8_t* row = batch.data + static_cast<size_t>(i) * spec_.RowBytes();
    Status status = CheckPosition(position);
    if (status.ok()) status = CheckFinite(spec_, row, position);
    if (!status.ok()) return status;
    const Key key = KeyOf(position);
    if (rows_.contains(key)) return PositionTaken(position);
    if (Wants(key)) added.emplace(key, CopyRow(row, spec_.RowBytes()));
  }
  const int64_t total = count() + static_cast<int64_t>(added.size());
  Status status = CheckRoom(std::min(spec_.max_samples, total));
  if (!status.ok()) return status;
  rows_.merge(added);
  Trim();
  *taken = batch.count;
  return {};
}

Status SampledMoments::Merge(const MomentsStore& store) {
  const auto& other = static_cast<const SampledMoments&>(store);
  Status status = CheckRoom(std::min(spec_.max_samples, count() + other.count()));
  if (!status.ok()) return status;
  for (const auto& [key, row] : other.rows_) {
    if (rows_.contains(key)) return PositionTaken(key.second);
  }
  std::map<Key, KeptRow> added = other.rows_;
  rows_.merge(added);
  Trim();
  return {};
}

std::map<int64_t, KeptRow> SampledMoments::ByPosition() const {
  std::map<int64_t, KeptRow> rows;
  for (const auto& [key, row] : rows_) rows.emplace(key.second, row);
  return rows;
}

std::vector<KeptRow> SampledMoments::SortedRows() const {
  std::vector<KeptRow> rows;
  for (const auto& [position, row] : ByPosition()) rows.push_back(row);
  return rows;
}

Status SampledMoments::Write(ByteWriter* writer) {
  writer->Value(count());
  writer->Reserve(rows_.size() * (spec_.RowBytes() + sizeof(int64_t)));
  for (const auto& [position, row] : ByPosition()) {
    writer->Value(position);
    writer->Bytes(row.get(), spec_.RowBytes());
  }
  return {};
}

Status SampledMoments::Read(ByteReader* reader) {
  int64_t count = 0;
  if (!reader->Value(&count) || count < 0 || count > spec_.max_samples ||
      !reader->Holds(static_cast<uint64_t>(count), spec_.RowBytes() + sizeof(int64_t)) ||
      !CheckRoom(count).ok()) {
    return {"E_CONFIG", "the state has fewer images than it says"};
  }
  int64_t last = -1;
  for (int64_t i = 0; i < count; ++i) {
    int64_t position = 0;
    if (!reader->Value(&position)) return {"E_CONFIG", "the state ends within its images"};
    const uint8_t* row = reader->Take(spec_.RowBytes());
    if (row == nullptr || position <= last || position >= kMaxPosition ||
        !CheckFinite(spec_, row, position).ok()) {
      return {"E_CONFIG", "the state has an image that cannot be there"};
    }
    rows_.emplace(KeyOf(position), CopyRow(row, spec_.RowBytes()));
    last = position;
  }
  return {};
}

Status SampledMoments::Unlimited(std::unique_ptr<MomentsStore>* store) const {
  MomentsSpec spec = spec_;
  spec.max_samples = 0;
  *store = MakeMomentsStore(spec);
  int64_t index = 0;
  for (const KeptRow& row : SortedRows()) {
    int64_t taken = 0;
    while (taken == 0) {
      Status status = (*store)->Add({row.get(), 1, index}, &taken);
      if (status.ok() && taken == 0) status = (*store)->MultiplyAll();
      if (!status.ok()) return status;
    }
    ++index;
  }
  return {};
}

Status SampledMoments::Covariance(double* mean, double* matrix) {
  std::unique_ptr<MomentsStore> store;
  Status status = Unlimited(&store);
  return status.ok() ? store->Covariance(mean, matrix) : status;
}

Status SampledMoments::ChannelCovariance(double* mean, double* matrix) {
  std::unique_ptr<MomentsStore> store;
  Status status = Unlimited(&store);
  return status.ok() ? store->ChannelCovariance(mean, matrix) : status;
}

}  // namespace imagepipeline
