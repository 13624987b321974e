// 64-byte aligned blocks that are kept and handed out again, so that batches do not pay for page
// faults. Thread-safe. Never destroyed: pool threads may outlive main() (process.exit does not wait
// for them).
#ifndef IMAGEPIPELINE_RUNTIME_POOL_H_
#define IMAGEPIPELINE_RUNTIME_POOL_H_

#include <cstddef>
#include <cstdint>

namespace imagepipeline {

class PoolBlock {
 public:
  PoolBlock() = default;
  PoolBlock(const PoolBlock&) = delete;
  PoolBlock& operator=(const PoolBlock&) = delete;
  PoolBlock(PoolBlock&& other) noexcept : data_(other.data_), size_(other.size_) {
    other.data_ = nullptr;
    other.size_ = 0;
  }
  PoolBlock& operator=(PoolBlock&& other) noexcept;
  ~PoolBlock() {
    if (data_ != nullptr) Release();
  }

  // A block of at least `bytes` (rounded up to a size class), or an empty one when memory is short.
  static PoolBlock Allocate(size_t bytes);
  // Gives the memory back to the pool now. No effect on an empty block.
  void Release();

  void* data() const { return data_; }
  size_t size() const { return size_; }
  explicit operator bool() const { return data_ != nullptr; }

 private:
  void* data_ = nullptr;
  size_t size_ = 0;
};

struct PoolStats {
  uint64_t in_use_bytes = 0;
  uint64_t in_use_blocks = 0;
  uint64_t idle_bytes = 0;
};

PoolStats GetPoolStats();
// Frees idle blocks until at most `keep_bytes` idle bytes are left.
void TrimPool(size_t keep_bytes);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_POOL_H_
