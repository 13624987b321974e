#include "cuda/pinned_pool.h"

#include <algorithm>

namespace imagepipeline::cuda {

namespace {

constexpr uint64_t kPage = 4096;

}  // namespace

PinnedBlock::~PinnedBlock() {
  if (data_ != nullptr) pool_->Give(data_);
}

void PinnedPool::Open() {
  const std::lock_guard<std::mutex> lock(mutex_);
  open_ = true;
}

void PinnedPool::Close() {
  const std::lock_guard<std::mutex> lock(mutex_);
  open_ = false;
  FreeIdle(0);
}

PinnedBlock PinnedPool::Allocate(uint64_t bytes, int* code) {
  *code = 0;
  if (bytes == 0 || bytes > kMostBytes) return {};
  bytes = (bytes + kPage - 1) / kPage * kPage;
  Slot* slot = nullptr;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!open_) return {};
    if (Slot* idle = FindIdle(bytes)) {
      idle->used = true;
      return {this, idle->data};
    }
    slot = MakeRoom(bytes);
    if (slot == nullptr) return {};
    *slot = {nullptr, bytes, true};
    bytes_ += bytes;
  }
  // Pinning takes long; others may give blocks back meanwhile.
  void* data = nullptr;
  *code = calls_->AllocatePinned(bytes, &data);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (*code == 0) {
    slot->data = static_cast<uint8_t*>(data);
    return {this, data};
  }
  bytes_ -= bytes;
  *slot = {};
  return {};
}

// The smallest that wastes no more than a quarter.
PinnedPool::Slot* PinnedPool::FindIdle(uint64_t bytes) {
  Slot* best = nullptr;
  for (Slot& slot : slots_) {
    if (slot.bytes == 0 || slot.used || slot.bytes < bytes || slot.bytes > bytes + bytes / 4)
      continue;
    if (best == nullptr || slot.bytes < best->bytes) best = &slot;
  }
  return best;
}

PinnedPool::Slot* PinnedPool::MakeRoom(uint64_t bytes) {
  const auto is_free = [](const Slot& slot) { return slot.bytes == 0; };
  auto slot = std::find_if(slots_.begin(), slots_.end(), is_free);
  if (slot == slots_.end() || bytes_ + bytes > kMostBytes) {
    FreeIdle(0);
    slot = std::find_if(slots_.begin(), slots_.end(), is_free);
  }
  return slot == slots_.end() || bytes_ + bytes > kMostBytes ? nullptr : &*slot;
}

void PinnedPool::Free(Slot* slot) {
  bytes_ -= slot->bytes;
  // An error here is that of an earlier call, which has been reported.
  static_cast<void>(calls_->ReleasePinned(slot->data));
  *slot = {};
}

void PinnedPool::FreeIdle(uint64_t keep_bytes) {
  uint64_t idle_bytes = 0;
  for (const Slot& slot : slots_) idle_bytes += slot.used ? 0 : slot.bytes;
  for (Slot& slot : slots_) {
    if (slot.bytes == 0 || slot.used || idle_bytes <= keep_bytes) continue;
    idle_bytes -= slot.bytes;
    Free(&slot);
  }
}

void PinnedPool::Give(void* data) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (Slot& slot : slots_) {
    if (slot.data != data) continue;
    slot.used = false;
    if (!open_) Free(&slot);
    return;
  }
}

bool PinnedPool::Holds(const void* data, uint64_t bytes) {
  const auto* begin = static_cast<const uint8_t*>(data);
  const std::lock_guard<std::mutex> lock(mutex_);
  return std::any_of(slots_.begin(), slots_.end(), [&](const Slot& slot) {
    return slot.used && slot.data != nullptr && begin >= slot.data && bytes <= slot.bytes &&
           begin + bytes <= slot.data + slot.bytes;
  });
}

void PinnedPool::Trim(uint64_t keep_bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  FreeIdle(keep_bytes);
}

PinnedStats PinnedPool::Stats() {
  PinnedStats stats;
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const Slot& slot : slots_) {
    stats.in_use_bytes += slot.used ? slot.bytes : 0;
    stats.in_use_blocks += slot.used ? 1 : 0;
    stats.idle_bytes += slot.used ? 0 : slot.bytes;
  }
  return stats;
}

}  // namespace imagepipeline::cuda
