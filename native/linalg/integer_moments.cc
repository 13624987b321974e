#include "linalg/integer_moments.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace imagepipeline {

uint64_t IntegerMoments::ByteLength() const {
  return rows_.size() * spec_.RowBytes() + products_.bytes() + sums_.size() * sizeof(int64_t) +
         panels_.bytes();
}

Status IntegerMoments::Add(const ImageBatch& batch, int64_t* taken) {
  const int64_t room = std::max<int64_t>(0, BlockRows() - static_cast<int64_t>(rows_.size()));
  *taken = std::min(room, batch.count);
  Status status = CheckRoom(count() + *taken);
  if (!status.ok()) return status;
  std::vector<KeptRow> added;
  added.reserve(static_cast<size_t>(*taken));
  for (int64_t i = 0; i < *taken; ++i) {
    added.push_back(
        CopyRow(batch.data + static_cast<size_t>(i) * spec_.RowBytes(), spec_.RowBytes()));
  }
  rows_.insert(rows_.end(), std::make_move_iterator(added.begin()),
               std::make_move_iterator(added.end()));
  return {};
}

Status IntegerMoments::StartProducts() {
  if (!products_.empty()) return {};
  sums_.assign(spec_.Features(), 0);
  if (!products_.Allocate(spec_.Features())) {
    return {"E_ALLOC",
            "no memory for the products of " + std::to_string(spec_.features) + " features"};
  }
  return {};
}

Status IntegerMoments::Prepare() {
  if (rows_.empty()) return {};
  Status status = StartProducts();
  if (!status.ok()) return status;
  if (!panels_.Allocate(spec_.dtype, spec_.Features(), rows_.size())) {
    return {"E_ALLOC", "no memory to multiply " + std::to_string(rows_.size()) + " images"};
  }
  panels_.PackAcross(Addresses(rows_).data());
  return {};
}

void IntegerMoments::Multiply(const TileRange& tiles) {
  if (rows_.empty()) return;
  for (size_t tile = tiles.first; tile < tiles.end; ++tile)
    panels_.AddTile(tile, products_.tile(tile));
}

void IntegerMoments::Settle() {
  if (rows_.empty()) return;
  for (size_t i = 0; i < sums_.size(); ++i) sums_[i] += panels_.sums()[i];
  multiplied_ += static_cast<int64_t>(rows_.size());
  rows_.clear();
  panels_ = BytePanels();
}

Status IntegerMoments::Merge(const MomentsStore& store) {
  const auto& other = static_cast<const IntegerMoments&>(store);
  Status status = CheckRoom(count() + other.count());
  if (!status.ok()) return status;
  if (!other.products_.empty()) {
    status = StartProducts();
    if (!status.ok()) return status;
  }
  rows_.insert(rows_.end(), other.rows_.begin(), other.rows_.end());
  if (!other.products_.empty()) {
    const int64_t* products = other.products_.values();
    for (size_t i = 0; i < products_.value_count(); ++i) products_.values()[i] += products[i];
    for (size_t i = 0; i < sums_.size(); ++i) sums_[i] += other.sums_[i];
    multiplied_ += other.multiplied_;
  }
  // The rows are in; that they cannot be multiplied now is for the next who needs it to say.
  if (static_cast<int64_t>(rows_.size()) >= BlockRows()) static_cast<void>(MultiplyAll());
  return {};
}

std::vector<KeptRow> IntegerMoments::SortedRows() const {
  std::vector<KeptRow> rows = rows_;
  const size_t bytes = spec_.RowBytes();
  std::sort(rows.begin(), rows.end(), [bytes](const KeptRow& a, const KeptRow& b) {
    return std::memcmp(a.get(), b.get(), bytes) < 0;
  });
  return rows;
}

Status IntegerMoments::Write(ByteWriter* writer) {
  writer->Value(count());
  if (few()) {
    writer->Reserve(rows_.size() * spec_.RowBytes());
    for (const KeptRow& row : SortedRows()) writer->Bytes(row.get(), spec_.RowBytes());
    return {};
  }
  Status status = MultiplyAll();
  if (!status.ok()) return status;
  writer->Reserve(spec_.Features() * (spec_.Features() + 3) / 2 * sizeof(int64_t));
  writer->Values(sums_.data(), sums_.size());
  products_.ForEachRun([writer](size_t, size_t, size_t count, const int64_t* values) {
    writer->Values(values, count);
  });
  return {};
}

Status IntegerMoments::Read(ByteReader* reader) {
  int64_t count = 0;
  if (!reader->Value(&count) || count < 0) return {"E_CONFIG", "the state has no count"};
  Status status = CheckRoom(count);
  if (!status.ok()) return {"E_CONFIG", status.message()};
  if (count >= spec_.features) return ReadProducts(count, reader);
  if (!reader->Holds(static_cast<uint64_t>(count), spec_.RowBytes())) {
    return {"E_CONFIG", "the state ends within its images"};
  }
  for (int64_t i = 0; i < count; ++i)
    rows_.push_back(CopyRow(reader->Take(spec_.RowBytes()), spec_.RowBytes()));
  return {};
}

Status IntegerMoments::ReadProducts(int64_t count, ByteReader* reader) {
  const uint64_t features = spec_.Features();
  if (!reader->Holds(features * (features + 3) / 2, sizeof(int64_t))) {
    return {"E_CONFIG", "the state ends within its products"};
  }
  Status status = StartProducts();
  if (!status.ok()) return status;
  bool valid = reader->Values(sums_.data(), sums_.size());
  const int64_t max_sum = count * MaxValue(), max_product = max_sum * MaxValue();
  for (const int64_t sum : sums_) valid = valid && sum >= 0 && sum <= max_sum;
  products_.ForEachRun([&](size_t, size_t, size_t run, int64_t* values) {
    valid = valid && reader->Values(values, run);
    for (size_t k = 0; k < run; ++k) valid = valid && values[k] >= 0 && values[k] <= max_product;
  });
  // The other half of the tiles on the diagonal is not read, but merged states add it up.
  if (!valid) return {"E_CONFIG", "the state holds products that no images have"};
  multiplied_ = count;
  return {};
}

}  // namespace imagepipeline
