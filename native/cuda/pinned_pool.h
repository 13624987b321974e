// Blocks of pinned host memory, which the device reads and writes itself: for results that become
// tensors and for copies of inputs. Kept and handed out again, because pinning takes long.
// Thread-safe.
#ifndef IMAGEPIPELINE_CUDA_PINNED_POOL_H_
#define IMAGEPIPELINE_CUDA_PINNED_POOL_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>

#include "cuda/device_calls.h"

namespace imagepipeline::cuda {

class PinnedPool;

class PinnedBlock {
 public:
  PinnedBlock() = default;
  PinnedBlock(PinnedPool* pool, void* data) : pool_(pool), data_(data) {}
  PinnedBlock(const PinnedBlock&) = delete;
  PinnedBlock& operator=(const PinnedBlock&) = delete;
  PinnedBlock(PinnedBlock&& other) noexcept
      : pool_(other.pool_), data_(std::exchange(other.data_, nullptr)) {}
  PinnedBlock& operator=(PinnedBlock&& other) noexcept {
    std::swap(pool_, other.pool_);
    std::swap(data_, other.data_);
    return *this;
  }
  ~PinnedBlock();

  void* data() const { return data_; }
  explicit operator bool() const { return data_ != nullptr; }

 private:
  PinnedPool* pool_ = nullptr;
  void* data_ = nullptr;
};

struct PinnedStats {
  uint64_t in_use_bytes = 0;
  uint64_t in_use_blocks = 0;
  uint64_t idle_bytes = 0;
};

class PinnedPool {
 public:
  // Of memory that somebody uses or that is kept, together. Pinned memory is the whole machine's.
  static constexpr uint64_t kMostBytes = uint64_t{512} << 20;

  // Idle until Open().
  explicit PinnedPool(DeviceCalls* calls) : calls_(calls) {}
  PinnedPool(const PinnedPool&) = delete;
  PinnedPool& operator=(const PinnedPool&) = delete;

  void Open();
  // No block is handed out any more. Those in use stay readable until they are given back.
  void Close();

  // A block of at least `bytes`, with contents of no meaning, or an empty one: ordinary memory has
  // to do then. `code` is the error of the CUDA runtime that was the reason, or 0.
  PinnedBlock Allocate(uint64_t bytes, int* code);
  // Whether all of it lies in a block that somebody uses.
  bool Holds(const void* data, uint64_t bytes);
  // Frees idle blocks until at most `keep_bytes` of them are left.
  void Trim(uint64_t keep_bytes);

  PinnedStats Stats();

 private:
  friend class PinnedBlock;

  // More blocks than this are not pinned, so that keeping account never allocates.
  static constexpr size_t kSlots = 128;
  struct Slot {
    uint8_t* data = nullptr;  // null: the slot is free, or `bytes` are about to be pinned
    uint64_t bytes = 0;       // 0: the slot is free
    bool used = false;
  };

  // All by the holder of mutex_.
  Slot* FindIdle(uint64_t bytes);
  Slot* MakeRoom(uint64_t bytes);
  void Free(Slot* slot);
  void FreeIdle(uint64_t keep_bytes);

  void Give(void* data);

  DeviceCalls* calls_;
  std::mutex mutex_;
  bool open_ = false;
  std::array<Slot, kSlots> slots_;
  uint64_t bytes_ = 0;  // of all slots
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_PINNED_POOL_H_
