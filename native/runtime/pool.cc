#include "runtime/pool.h"

#include <bit>
#include <mutex>
#include <new>
#include <utility>

#include "runtime/huge_pages.h"

namespace imagepipeline {

namespace {

constexpr size_t kMinBytes = 4096;
constexpr size_t kMaxBytes = size_t{1} << 46;
// Beyond this, released blocks go back to the system.
constexpr size_t kIdleCapBytes = size_t{512} << 20;
constexpr int kClassCount = 4 * 35;

// Size classes are kMinBytes * 2^k * {4, 5, 6, 7} / 4: at most a quarter is wasted.
struct SizeClass {
  int index = 0;
  size_t bytes = 0;
};

SizeClass ClassOf(size_t bytes) {
  if (bytes <= kMinBytes) return {0, kMinBytes};
  const int octave = static_cast<int>(std::bit_width((bytes - 1) / kMinBytes)) - 1;
  const size_t quarter = (kMinBytes << octave) / 4;
  const size_t quarters = (bytes + quarter - 1) / quarter;  // 5..8
  return {4 * octave + static_cast<int>(quarters) - 4, quarters * quarter};
}

std::align_val_t AlignmentOf(size_t bytes) {
  return std::align_val_t{bytes < kHugePageBytes ? 64 : kHugePageBytes};
}

void* NewBlock(size_t bytes) {
  void* data = ::operator new(bytes, AlignmentOf(bytes), std::nothrow);
  if (data != nullptr) AdviseHugePages(data, bytes);
  return data;
}

void DeleteBlock(void* data, size_t bytes) { ::operator delete(data, AlignmentOf(bytes)); }

// Idle blocks are linked through their own first bytes, so the pool itself never allocates.
struct IdleBlock {
  IdleBlock* next;
};

class Pool {
 public:
  void* Take(const SizeClass& size) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (IdleBlock* block = idle_[size.index]) {
        idle_[size.index] = block->next;
        stats_.idle_bytes -= size.bytes;
        CountTaken(size.bytes);
        return block;
      }
    }
    void* data = NewBlock(size.bytes);
    if (data == nullptr) {
      Trim(0);
      data = NewBlock(size.bytes);
    }
    if (data == nullptr) return nullptr;
    const std::lock_guard<std::mutex> lock(mutex_);
    CountTaken(size.bytes);
    return data;
  }

  void Give(void* data, const SizeClass& size) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stats_.in_use_bytes -= size.bytes;
      --stats_.in_use_blocks;
      if (stats_.idle_bytes + size.bytes <= kIdleCapBytes) {
        idle_[size.index] = new (data) IdleBlock{idle_[size.index]};
        stats_.idle_bytes += size.bytes;
        return;
      }
    }
    DeleteBlock(data, size.bytes);
  }

  // Largest classes first: the fewest calls for the most bytes.
  void Trim(size_t keep_bytes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (int index = kClassCount - 1; index >= 0; --index) {
      const size_t bytes = (kMinBytes << (index / 4)) / 4 * (4 + static_cast<size_t>(index % 4));
      while (idle_[index] != nullptr && stats_.idle_bytes > keep_bytes) {
        IdleBlock* block = std::exchange(idle_[index], idle_[index]->next);
        stats_.idle_bytes -= bytes;
        DeleteBlock(block, bytes);
      }
    }
  }

  PoolStats Stats() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return stats_;
  }

 private:
  void CountTaken(size_t bytes) {
    stats_.in_use_bytes += bytes;
    ++stats_.in_use_blocks;
  }

  std::mutex mutex_;
  IdleBlock* idle_[kClassCount] = {};
  PoolStats stats_;
};

Pool& ThePool() {
  static Pool* pool = new Pool;
  return *pool;
}

}  // namespace

PoolBlock& PoolBlock::operator=(PoolBlock&& other) noexcept {
  if (this == &other) return *this;
  Release();
  data_ = std::exchange(other.data_, nullptr);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

PoolBlock PoolBlock::Allocate(size_t bytes) {
  PoolBlock block;
  if (bytes > kMaxBytes) return block;
  const SizeClass size = ClassOf(bytes);
  block.data_ = ThePool().Take(size);
  block.size_ = block.data_ == nullptr ? 0 : size.bytes;
  return block;
}

void PoolBlock::Release() {
  if (data_ == nullptr) return;
  ThePool().Give(data_, ClassOf(size_));
  data_ = nullptr;
  size_ = 0;
}

PoolStats GetPoolStats() { return ThePool().Stats(); }

void TrimPool(size_t keep_bytes) { ThePool().Trim(keep_bytes); }

}  // namespace imagepipeline
